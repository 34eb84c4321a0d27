package dev.rollcall.tls;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The names under which a development server is reached.
///
/// @param dns names; one that begins with `*.` stands for those below
/// @param addresses IP addresses
public record MachineNames(List<String> dns, List<InetAddress> addresses) {

  /// Named one by one as well, because most clients take no wildcard directly below a top level.
  private static final List<String> LOCAL =
      List.of("localhost", "*.localhost", "api.localhost", "apiauth.localhost", "db.localhost");

  public MachineNames {
    dns = List.copyOf(dns);
    addresses = List.copyOf(addresses);
  }

  /// Those of this machine, and of the host that others know it by.
  ///
  /// @param publicHost null if there is none
  public static MachineNames of(@Nullable String publicHost) {
    List<String> dns = new ArrayList<>(LOCAL);
    List<InetAddress> addresses =
        new ArrayList<>(List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1")));
    if (publicHost != null) {
      Optional<InetAddress> address = address(publicHost);
      if (address.isPresent()) {
        addresses.add(address.get());
      } else {
        dns.add(publicHost);
        // Where Neon's driver goes, given that host.
        dns.add(publicHost.replaceFirst("^[^.]+\\.", "api."));
        dns.add(publicHost.replaceFirst("^[^.]+\\.", "apiauth."));
      }
    }
    return new MachineNames(
        dns.stream().distinct().toList(), addresses.stream().distinct().toList());
  }

  /// The names without what stands below others.
  List<String> roots() {
    return dns.stream()
        .filter(name -> dns.stream().noneMatch(other -> name.endsWith("." + other)))
        .toList();
  }

  private static Optional<InetAddress> address(String host) {
    try {
      return Optional.of(InetAddress.ofLiteral(host.replaceFirst("^\\[(.*)]$", "$1")));
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }
}
