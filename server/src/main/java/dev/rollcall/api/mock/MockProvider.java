package dev.rollcall.api.mock;

import dev.rollcall.api.mock.MockEvents.Slice;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One mock provider: its users and what happened to them, in memory. Users, events and webhooks
/// have one order. Safe for use by many threads.
public final class MockProvider implements AutoCloseable {
  private final MockSettings settings;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final @Nullable MockDelivery delivery;
  private final MockUsers users = new MockUsers();
  private final MockEvents events;
  private @Nullable Thread sender;
  private volatile MockBehaviour behaviour = MockBehaviour.OK;

  public MockProvider(
      MockSettings settings, HttpCaller http, InstantSource clock, RandomGenerator random) {
    this.settings = settings;
    this.clock = clock;
    this.random = random;
    this.events = new MockEvents(token(random, 6));
    @Nullable URI url = settings.webhookUrl();
    @Nullable String secret = settings.webhookSecret();
    this.delivery =
        url == null || secret == null ? null : new MockDelivery(url, secret, http, clock);
  }

  /// Starts to send webhooks, if there is somewhere to send them.
  public synchronized void start() {
    if (delivery != null && sender == null) {
      sender = Thread.ofVirtual().name("mock-webhooks").start(delivery::deliverAll);
    }
  }

  /// Stops to send webhooks. The rest works on.
  @Override
  public synchronized void close() {
    if (sender != null) {
      sender.interrupt();
      sender = null;
    }
  }

  boolean accepts(String key) {
    return MessageDigest.isEqual(
        key.getBytes(StandardCharsets.UTF_8),
        settings.secretKey().getBytes(StandardCharsets.UTF_8));
  }

  MockBehaviour behaviour() {
    return behaviour;
  }

  void behave(MockBehaviour mode) {
    behaviour = mode;
  }

  synchronized Optional<MockUser> find(String id) {
    return users.find(id);
  }

  synchronized long count() {
    return users.count();
  }

  synchronized byte[] page(String after, int limit) {
    return users.page(after, limit);
  }

  synchronized Optional<Slice> eventsAfter(@Nullable String cursor) {
    return events.after(cursor);
  }

  /// Nobody is told of generated users: they are there as if they had always been.
  synchronized void generate(int count) {
    users.generate(count);
  }

  /// The new user; empty if there is one with that id.
  synchronized Optional<MockUser> create(UserChange change) {
    String id = change.id().orElseGet(() -> "user_" + token(random, 12));
    if (users.find(id).isPresent()) {
      return Optional.empty();
    }
    // Born after the death of one who had the same id, within the same millisecond too.
    MockUser user = change.create(id, Math.max(now(), users.deletedAt(id) + 1));
    users.put(user);
    tell("user.created", user.updatedAt(), user.json());
    return Optional.of(user);
  }

  /// The changed user; empty if there is none with that id.
  synchronized Optional<MockUser> change(String id, UserChange change) {
    Optional<MockUser> changed =
        users
            .find(id)
            // A version is never used twice, however fast the changes come.
            .map(user -> change.applyTo(user, Math.max(now(), user.updatedAt() + 1)));
    changed.ifPresent(user -> {
      users.put(user);
      tell("user.updated", user.updatedAt(), user.json());
    });
    return changed;
  }

  /// When the user was deleted; empty if there is none with that id.
  synchronized Optional<Long> delete(String id) {
    Optional<Long> deleted = users.find(id).map(user -> Math.max(now(), user.updatedAt()));
    deleted.ifPresent(at -> {
      users.remove(id, at);
      tell("user.deleted", at, Json.MAPPER.createObjectNode().put("id", id));
    });
    return deleted;
  }

  private void tell(String type, long timestamp, ObjectNode data) {
    MockEvents.Event event = events.add(type, timestamp, data);
    if (delivery != null) {
      delivery.add(event);
    }
  }

  private long now() {
    return clock.millis();
  }

  private static String token(RandomGenerator random, int bytes) {
    byte[] chance = new byte[bytes];
    random.nextBytes(chance);
    return HexFormat.of().formatHex(chance);
  }
}
