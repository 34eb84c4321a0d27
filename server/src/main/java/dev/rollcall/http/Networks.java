package dev.rollcall.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// Networks that the operator named.
public final class Networks {
  public static final Networks NONE = new Networks(List.of());

  private final List<Network> all;

  private Networks(List<Network> all) {
    this.all = all;
  }

  /// @param text networks such as `10.0.0.0/8` and single addresses, with commas between
  /// @throws IllegalArgumentException if one of them is neither
  public static Networks of(String text) {
    List<Network> all = new ArrayList<>();
    for (String one : text.split(",", -1)) {
      if (!one.isBlank()) {
        all.add(network(one.strip()));
      }
    }
    return new Networks(List.copyOf(all));
  }

  boolean contain(InetAddress address) {
    return all.stream().anyMatch(network -> network.contains(address.getAddress()));
  }

  private static Network network(String text) {
    try {
      InetAddress address = InetAddress.ofLiteral(text.replaceFirst("/.*", ""));
      int bits = address.getAddress().length * 8;
      Network network = Network.of(text.contains("/") ? text : text + "/" + bits);
      if (network.length() >= 0 && network.length() <= bits) {
        return network;
      }
    } catch (IllegalArgumentException notANetwork) {
      // Said below, together with a prefix that is too long.
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no network; use addresses and networks such as 10.0.0.0/8");
  }
}
