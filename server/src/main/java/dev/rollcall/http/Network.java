package dev.rollcall.http;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/// A range of addresses, and the ranges that are not the public internet: IANA's registries of
/// special-purpose addresses (RFC 6890), and IPv6 outside 2000::/3.
record Network(byte[] prefix, int length) {

  /// Where clouds keep their credentials, and what reaches more than one.
  private static final List<Network> NEVER =
      all("169.254.0.0/16", "224.0.0.0/4", "fe80::/10", "ff00::/8");

  private static final List<Network> PRIVATE =
      all(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "::/127",
          "fc00::/7",
          "fec0::/10");

  private static final List<Network> RESERVED =
      all(
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "240.0.0.0/4",
          "2001::/23",
          "2001:db8::/32",
          "2002::/16",
          "3fff::/20");

  private static final Network GLOBAL_UNICAST = of("2000::/3");

  /// IPv6 addresses that mean an IPv4 one, which is their last four bytes: IPv4-mapped and
  /// -translated, NAT64, and the long dead IPv4-compatible ones.
  private static final List<Network> HOLD_IPV4_AT_THE_END =
      List.of(
          new Network(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0}, 96),
          of("::ffff:0:0:0/96"),
          of("64:ff9b::/96"),
          of("::/96"));

  private static final Network SIX_TO_FOUR = of("2002::/16");

  /// What may be said against calling an address.
  enum Kind {
    PUBLIC,
    PRIVATE,
    RESERVED,
    NEVER
  }

  static Kind kind(InetAddress address) {
    byte[] bytes = canonical(address.getAddress());
    if (isIn(NEVER, bytes) || isIn(NEVER, embedded(bytes))) {
      return Kind.NEVER;
    }
    if (isIn(PRIVATE, bytes)) {
      return Kind.PRIVATE;
    }
    boolean elsewhere = bytes.length == 16 && !GLOBAL_UNICAST.contains(bytes);
    return elsewhere || isIn(RESERVED, bytes) ? Kind.RESERVED : Kind.PUBLIC;
  }

  /// An IPv4-mapped address is that IPv4 address; some resolvers answer it in the long form.
  private static byte[] canonical(byte[] bytes) {
    return HOLD_IPV4_AT_THE_END.getFirst().contains(bytes)
        ? Arrays.copyOfRange(bytes, 12, 16)
        : bytes;
  }

  private static byte[] embedded(byte[] bytes) {
    if (isIn(HOLD_IPV4_AT_THE_END, bytes)) {
      return Arrays.copyOfRange(bytes, 12, 16);
    }
    return SIX_TO_FOUR.contains(bytes) ? Arrays.copyOfRange(bytes, 2, 6) : bytes;
  }

  private static boolean isIn(List<Network> networks, byte[] address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  boolean contains(byte[] address) {
    if (address.length != prefix.length) {
      return false;
    }
    for (int bit = 0; bit < length; bit++) {
      if (((address[bit / 8] ^ prefix[bit / 8]) & 0x80 >> bit % 8) != 0) {
        return false;
      }
    }
    return true;
  }

  private static List<Network> all(String... networks) {
    return Arrays.stream(networks).map(Network::of).toList();
  }

  /// @param text such as `10.0.0.0/8`
  static Network of(String text) {
    int slash = text.indexOf('/');
    return new Network(
        InetAddress.ofLiteral(text.substring(0, slash)).getAddress(),
        Integer.parseInt(text.substring(slash + 1)));
  }
}
