package dev.rollcall.app;

import dev.rollcall.config.Config;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;

/// Under which address others reach this server. It is known once the server listens.
final class Address {
  private final Config config;
  private final AtomicReference<String> url = new AtomicReference<>("");

  Address(Config config) {
    this.config = config;
  }

  /// @param listening where the server listens
  URI known(URI listening) {
    URI there = config.publicUrl() == null ? listening : config.publicUrl();
    url.set(there.toString());
    return there;
  }

  String url() {
    return url.get();
  }

  /// Whether others than this machine reach the server.
  boolean isPublic() {
    return config.isPublic();
  }
}
