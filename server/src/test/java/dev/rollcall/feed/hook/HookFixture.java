package dev.rollcall.feed.hook;

import dev.rollcall.feed.hook.Endpoints.Answer.Added;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.PinnedCaller;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.secret.MasterKey;
import dev.rollcall.secret.Secret;
import dev.rollcall.secret.Secrets;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.HookReceiver;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.ProjectFixture;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;

/// A project with a receiver; changes are made by one-line events, and sent when the test says so.
final class HookFixture implements AutoCloseable {
  static final ProjectId PROJECT = new ProjectId("default");

  private final SecureRandom random = new SecureRandom();
  private final SigningSecrets secrets =
      new SigningSecrets(new Secrets(masterKey(random), random), PROJECT, random);

  final HookReceiver receiver = new HookReceiver();
  final MovableClock clock = new MovableClock();
  final FakeConnector provider = new FakeConnector(clock);
  final Database database;
  final ProjectFixture project;
  final Endpoints endpoints;
  final Messages messages;
  private final PinnedCaller caller = new PinnedCaller(new EgressGuard(true), clock);
  private Dispatcher dispatcher;

  HookFixture(Database database, UsersTable table, RemoveDeleted policy) {
    this.database = database;
    this.project = new ProjectFixture(database, table, policy, provider, clock);
    this.endpoints = endpointsUnder(new EgressGuard(true));
    this.messages = new Messages(database);
    this.dispatcher = dispatcher(database, clock);
  }

  HookFixture(Database database) {
    this(database, UsersTable.USUAL, RemoveDeleted.NEVER);
  }

  /// Has `sendAll` send by another dispatcher from now on.
  void sendsBy(Database other, InstantSource time) {
    dispatcher = dispatcher(other, time);
  }

  Endpoints endpointsUnder(EgressGuard guard) {
    return new Endpoints(database, secrets, guard, random, clock);
  }

  /// Without jitter.
  private Dispatcher dispatcher(Database at, InstantSource time) {
    return new Dispatcher(at, secrets, caller, new RetrySchedule(() -> 0L), time, () -> {});
  }

  private static MasterKey masterKey(SecureRandom random) {
    byte[] key = new byte[32];
    random.nextBytes(key);
    return MasterKey.of(new Secret(Base64.getEncoder().encodeToString(key)));
  }

  Added add(String path, String... types) {
    return switch (endpoints.add(receiver.url(path), "", List.of(types))) {
      case Added added -> added;
      case Endpoints.Answer.Refused(var reason) -> throw new AssertionError(reason);
    };
  }

  /// Has events arrive and applied.
  void happens(String... events) {
    for (String event : events) {
      project.receive(event);
    }
    project.applyAll();
  }

  int begin() {
    return dispatcher.sendNext();
  }

  void renew() {
    dispatcher.renew();
  }

  void settle() {
    try {
      if (!dispatcher.awaitSettled(Duration.ofSeconds(20))) {
        throw new AssertionError("something is still under way");
      }
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /// Sends until nothing is due.
  void sendAll() {
    while (begin() > 0) {
      settle();
    }
  }

  /// The attempts of the only message at its only endpoint, as `number status|failure`.
  List<String> attempts() {
    return delivery().attempts().stream()
        .map(one -> one.number() + " " + (one.failure() == null ? one.status() : one.failure()))
        .toList();
  }

  Message.Delivery delivery() {
    Message message = messages.list(null, null, null, 10).getFirst();
    return messages.show(message.id()).orElseThrow().deliveries().getFirst();
  }

  Endpoint endpoint() {
    return endpoints.list().getFirst();
  }

  @Override
  public void close() {
    receiver.close();
    dispatcher.close();
    caller.close();
  }
}
