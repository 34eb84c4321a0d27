package dev.rollcall.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

/// Names as certificates hold them (RFC 5280 §4.2.1.6 and §4.2.1.10).
final class NameExtensions {
  private NameExtensions() {}

  /// What a certificate is for.
  static GeneralNames alternative(MachineNames names) {
    return new GeneralNames(
        Stream.concat(
                names.dns().stream().map(NameExtensions::dns),
                names.addresses().stream().map(address -> ip(address.getAddress())))
            .toArray(GeneralName[]::new));
  }

  /// What an authority may certify: these names and those below them, and nothing else.
  static NameConstraints constraints(MachineNames names) {
    return new NameConstraints(
        Stream.concat(
                names.roots().stream().map(NameExtensions::dns),
                names.addresses().stream().map(NameExtensions::network))
            .map(GeneralSubtree::new)
            .toArray(GeneralSubtree[]::new),
        null);
  }

  /// Whether an authority was made for just these names.
  static boolean permits(X509Certificate authority, MachineNames names) {
    byte[] stated = authority.getExtensionValue(Extension.nameConstraints.getId());
    try {
      return stated != null
          && Arrays.equals(
              ASN1OctetString.getInstance(stated).getOctets(), constraints(names).getEncoded());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }

  private static GeneralName ip(byte[] octets) {
    return new GeneralName(GeneralName.iPAddress, new DEROctetString(octets));
  }

  /// The address, and a mask of ones.
  private static GeneralName network(InetAddress one) {
    byte[] octets = one.getAddress();
    byte[] masked = Arrays.copyOf(octets, 2 * octets.length);
    Arrays.fill(masked, octets.length, masked.length, (byte) 0xff);
    return ip(masked);
  }
}
