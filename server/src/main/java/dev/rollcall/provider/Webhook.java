package dev.rollcall.provider;

import java.util.Map;
import java.util.Optional;

/// A webhook request as it arrived: header names in lower case, the body untouched.
public record Webhook(Map<String, String> headers, byte[] body) {
  public Webhook {
    headers = Map.copyOf(headers);
  }

  /// The value of a header, by its name in lower case.
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
