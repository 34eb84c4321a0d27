package dev.rollcall.http;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The proxies in front of the server, whose `X-Forwarded-For` is believed. Whoever else sends one
/// could claim to be anybody.
public final class TrustedProxies {
  public static final TrustedProxies NONE = new TrustedProxies(Networks.NONE);

  private final Networks networks;

  private TrustedProxies(Networks networks) {
    this.networks = networks;
  }

  /// @param text networks such as `10.0.0.0/8` and single addresses, with commas between
  /// @throws IllegalArgumentException if one of them is neither
  public static TrustedProxies of(String text) {
    return new TrustedProxies(Networks.of(text));
  }

  /// Where a request comes from: the nearest address that is no trusted proxy.
  ///
  /// @param peer the address at the other end of the connection
  /// @param forwardedFor the values of `X-Forwarded-For`, in the order of the request
  public String client(String peer, List<String> forwardedFor) {
    List<String> hops =
        forwardedFor.stream().flatMap(value -> Arrays.stream(value.split(",", -1))).toList();
    String client = peer;
    for (String hop : hops.reversed()) {
      Optional<InetAddress> before = address(hop);
      if (before.isEmpty() || !trusts(client)) {
        break;
      }
      client = before.get().getHostAddress();
    }
    return client;
  }

  private boolean trusts(String text) {
    return address(text).filter(networks::contain).isPresent();
  }

  /// Some proxies add a port, and brackets around IPv6.
  private static Optional<InetAddress> address(String text) {
    String literal =
        text.strip()
            .replaceFirst("^\\[([^\\]]*)](:\\d+)?$", "$1")
            .replaceFirst("^(\\d+(?:\\.\\d+){3}):\\d+$", "$1")
            .replaceFirst("%.*", "");
    try {
      return Optional.of(InetAddress.ofLiteral(literal));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }
}
