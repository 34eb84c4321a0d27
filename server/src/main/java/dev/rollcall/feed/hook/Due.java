package dev.rollcall.feed.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/// A message that is to be sent to an endpoint now.
///
/// @param attempt its number, which no other attempt at this delivery has
/// @param retries how far the retry schedule has gone
/// @param sealed the endpoint's secret, encrypted
/// @param sealedBefore the secret before, while it is still good
/// @param data as JSON
record Due(
    long message,
    String messageId,
    String endpoint,
    int attempt,
    int retries,
    String url,
    byte[] sealed,
    byte @Nullable [] sealedBefore,
    String type,
    String data) {

  byte[] body() {
    return ("{\"type\":\"" + type + "\",\"data\":" + data + "}").getBytes(UTF_8);
  }
}
