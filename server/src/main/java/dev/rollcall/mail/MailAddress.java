package dev.rollcall.mail;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who a mail is from, or for. Names and domains may be in any script.
public record MailAddress(@Nullable String name, String address) {
  private static final Pattern FORM =
      Pattern.compile(
          "[^\\p{Cntrl}\\s<>()\\[\\]\",:;@\\\\]{1,64}@[^\\p{Cntrl}\\s<>()\",;@\\\\]{1,255}");

  public MailAddress {
    if (!FORM.matcher(address).matches()) {
      throw new IllegalArgumentException("Not an e-mail address: '" + address + "'");
    }
    if (name != null) {
      HeaderText.check("The name of '" + address + "'", name);
    }
    // Throws where the domain cannot be written in ASCII.
    onTheWire(address);
  }

  public static MailAddress of(String address) {
    return new MailAddress(null, address);
  }

  /// The domain as it is written in the DNS.
  public String domain() {
    String wire = wire();
    return wire.substring(wire.indexOf('@') + 1);
  }

  /// The address with an ASCII domain, as servers expect it.
  String wire() {
    return onTheWire(address);
  }

  /// Whether only a server that takes UTF-8 can take it (RFC 6531).
  boolean needsUtf8() {
    return !StandardCharsets.US_ASCII.newEncoder().canEncode(wire());
  }

  /// As people write it: `"Name" <address>`.
  @Override
  public String toString() {
    return name == null ? "<" + address + ">" : HeaderText.quoted(name) + " <" + address + ">";
  }

  private static String onTheWire(String address) {
    int at = address.indexOf('@');
    String domain = address.substring(at + 1);
    if (domain.startsWith("[")) {
      return address;
    }
    return address.substring(0, at + 1) + IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED);
  }
}
