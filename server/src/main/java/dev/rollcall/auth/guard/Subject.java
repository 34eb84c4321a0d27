package dev.rollcall.auth.guard;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/// Whom a limit counts: an address, an account, a session. Never shown and never stored as it is.
public record Subject(String value) {

  /// Upper case and blanks around it make no other address.
  public static Subject email(String address) {
    return new Subject("email:" + address.strip().toLowerCase(Locale.ROOT));
  }

  /// One IPv4 address, or the /64 network of an IPv6 address, since that is what one visitor has.
  public static Subject ip(String address) {
    int zone = address.indexOf('%');
    String literal = zone < 0 ? address : address.substring(0, zone);
    try {
      InetAddress parsed = InetAddress.ofLiteral(literal);
      return parsed instanceof Inet6Address
          ? new Subject(
              "ip:" + HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), 8)) + "/64")
          : new Subject("ip:" + parsed.getHostAddress());
    } catch (IllegalArgumentException notAnAddress) {
      return new Subject("ip:" + address);
    }
  }

  /// An account, a session or a key, by its id.
  public static Subject id(String id) {
    return new Subject("id:" + id);
  }

  @Override
  public String toString() {
    return "[subject]";
  }
}
