package dev.rollcall.api.mock;

import dev.rollcall.api.mock.MockEvents.Event;
import dev.rollcall.http.HttpAnswer;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.http.HttpFailure;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends events as Standard Webhooks, one after the other in their order. An event that is not
/// taken after a few tries is given up, and so is one that finds the queue full: the list of events
/// still has both.
final class MockDelivery {
  private static final Logger LOG = LoggerFactory.getLogger(MockDelivery.class);
  private static final int MOST_WAITING = 10_000;
  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofSeconds(2));

  private final BlockingQueue<Event> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final URI url;
  private final SecretKeySpec key;
  private final HttpCaller http;
  private final InstantSource clock;

  MockDelivery(URI url, String secret, HttpCaller http, InstantSource clock) {
    this.url = url;
    this.key = new SecretKeySpec(MockSettings.decoded(secret), "HmacSHA256");
    this.http = http;
    this.clock = clock;
  }

  void add(Event event) {
    if (!waiting.offer(event)) {
      LOG.warn(
          "The mock's webhook {} was dropped, because {} wait already", event.id(), MOST_WAITING);
    }
  }

  /// Delivers events until the thread is interrupted.
  void deliverAll() {
    try {
      while (true) {
        deliver(waiting.take());
      }
    } catch (InterruptedException stopped) {
      LOG.debug("The mock's webhooks stop, {} were not sent", waiting.size());
    }
  }

  private void deliver(Event event) throws InterruptedException {
    String problem = attempt(event);
    for (Duration pause : PAUSES) {
      if (problem.isEmpty()) {
        return;
      }
      Thread.sleep(pause);
      problem = attempt(event);
    }
    if (!problem.isEmpty()) {
      LOG.warn("The mock gave its webhook {} up: {}", event.id(), problem);
    }
  }

  /// Why the event was not taken; empty if it was.
  private String attempt(Event event) {
    try {
      HttpAnswer answer =
          http.send("POST", url, headers(event), "application/json", event.payload());
      return answer.status() / 100 == 2 ? "" : url.getHost() + " answered " + answer.status();
    } catch (HttpFailure failure) {
      return String.valueOf(failure.getMessage());
    }
  }

  private Map<String, String> headers(Event event) {
    String timestamp = String.valueOf(clock.instant().getEpochSecond());
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.writeBytes((event.id() + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
    signed.writeBytes(event.payload());
    return Map.of(
        "webhook-id",
        event.id(),
        "webhook-timestamp",
        timestamp,
        "webhook-signature",
        "v1," + Base64.getEncoder().encodeToString(mac(signed.toByteArray())));
  }

  private byte[] mac(byte[] content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(content);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("Every Java has HmacSHA256", missing);
    }
  }
}
