package dev.rollcall.app;

import dev.rollcall.api.neon.AccountRooms;
import dev.rollcall.api.neon.AccountRoutes;
import dev.rollcall.api.neon.AuditRoutes;
import dev.rollcall.api.neon.ImportRoutes;
import dev.rollcall.api.neon.MailRoutes;
import dev.rollcall.api.neon.ManagementRoutes;
import dev.rollcall.api.stack.ApplicationKeyRoutes;
import dev.rollcall.api.stack.ContactChannelRoutes;
import dev.rollcall.api.stack.CurrentProjectRoutes;
import dev.rollcall.api.stack.MailboxRoutes;
import dev.rollcall.api.stack.MiscRoutes;
import dev.rollcall.api.stack.OtpRoutes;
import dev.rollcall.api.stack.PasswordResetRoutes;
import dev.rollcall.api.stack.PasswordRoutes;
import dev.rollcall.api.stack.PaymentRoutes;
import dev.rollcall.api.stack.ProjectMaker;
import dev.rollcall.api.stack.ProjectRoutes;
import dev.rollcall.api.stack.RouteGroup;
import dev.rollcall.api.stack.SessionRoutes;
import dev.rollcall.api.stack.StackDoor;
import dev.rollcall.api.stack.TokenRoutes;
import dev.rollcall.api.stack.UserRoutes;
import dev.rollcall.api.stack.VerificationRoutes;
import dev.rollcall.auth.account.Accounts;
import dev.rollcall.auth.code.Codes;
import dev.rollcall.auth.guard.AuditKind;
import dev.rollcall.auth.guard.AuditNote;
import dev.rollcall.auth.guard.Guard;
import dev.rollcall.auth.guard.LimitPolicy;
import dev.rollcall.auth.mail.Mailbox;
import dev.rollcall.auth.mail.Outbox;
import dev.rollcall.auth.mail.Templates;
import dev.rollcall.auth.password.CommonPasswords;
import dev.rollcall.auth.password.HashCost;
import dev.rollcall.auth.password.HashingPool;
import dev.rollcall.auth.password.PasswordHasher;
import dev.rollcall.auth.password.PasswordRule;
import dev.rollcall.auth.session.AccessTokens;
import dev.rollcall.auth.session.Sessions;
import dev.rollcall.config.Config;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.AuthProjects;
import dev.rollcall.project.KeyIssuer;
import dev.rollcall.project.ProjectId;
import dev.rollcall.secret.Secret;
import dev.rollcall.token.KeyRing;
import dev.rollcall.token.KeyTimes;
import dev.rollcall.token.TokenIssuer;
import dev.rollcall.token.TokenVerifier;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Puts the built-in provider together, up to its door.
final class BuiltInDoor {
  private static final Duration KEEP_CODES = Duration.ofDays(1);
  private static final Duration ROTATE_EVERY = Duration.ofHours(1);
  private static final int FORGET_AT_ONCE = 1_000;

  private final KeyRing keys;
  private final StackDoor door;
  private final List<ManagementRoutes> management;
  private final Sessions sessions;
  private final Codes codes;
  private final ProjectMail mail;
  private final @Nullable Mailbox mailbox;
  private final BuiltInProvider.Guards guards;
  private final InstantSource clock;
  private final Loop rotation;
  private final Map<ProjectId, Loop> mailLoops = new ConcurrentHashMap<>();

  /// @param url under which others reach this server
  BuiltInDoor(
      Ground ground,
      AuthProjects projects,
      Function<String, Optional<ProjectServer>> servers,
      Supplier<String> url,
      Config config,
      KeyIssuer applicationKeys,
      ProjectMaker maker) {
    this.clock = ground.clock();
    this.sessions = new Sessions(ground.secrets(), ground.random());
    this.codes = new Codes(ground.random());
    this.mailbox =
        config.development()
            ? new Mailbox(ground.control(), ground.secrets(), ground.clock())
            : null;
    this.mail = new ProjectMail(ground, projects, mailbox);
    this.keys =
        new KeyRing(
            ground.control(),
            ground.secrets(),
            ground.random(),
            ground.clock(),
            KeyTimes.standard());
    this.rotation =
        new Loop(
            "signing keys",
            () -> {
              keys.rotateDue();
              return ROTATE_EVERY;
            },
            new Troubles(_ -> {}));
    Secret guardKey = ground.secrets().derived("guard");
    this.guards =
        database ->
            config.development()
                ? Guard.lenient(database, guardKey, ground.clock())
                : Guard.strict(database, guardKey, LimitPolicy.usual(), ground.clock());
    HashCost cost = HashCost.standard();
    PasswordHasher hasher =
        new PasswordHasher(
            cost,
            HashingPool.forCores(Runtime.getRuntime().availableProcessors(), cost),
            ground.random());
    TokenVerifier verifier = new TokenVerifier(keys, ground.clock());
    BuiltInProvider provider =
        new BuiltInProvider(
            projects,
            servers,
            new BuiltInProvider.Parts(
                verifier,
                new AccessTokens(
                    new TokenIssuer(keys, ground.random()), url, config.accessTokenLifetime()),
                sessions,
                codes,
                hasher,
                new PasswordRule(new CommonPasswords()),
                guards),
            new BuiltInProvider.Mails(
                Templates.load(config.dataFolder().resolve("templates")), mail, this::mailed),
            ground.clock());
    List<RouteGroup> routes =
        new ArrayList<>(
            List.of(
                new MiscRoutes(),
                new PaymentRoutes(),
                new CurrentProjectRoutes(provider),
                new ProjectRoutes(provider, projects, maker),
                new ApplicationKeyRoutes(provider, applicationKeys),
                new PasswordRoutes(provider),
                new PasswordResetRoutes(provider),
                new OtpRoutes(provider),
                new SessionRoutes(provider),
                new UserRoutes(provider),
                new ContactChannelRoutes(provider),
                new VerificationRoutes(provider),
                new TokenRoutes(provider, projects, keys)));
    if (mailbox != null) {
      routes.add(new MailboxRoutes(mailbox));
    }
    AccountRooms.Finder accounts = provider::accounts;
    this.management =
        List.of(
            new AccountRoutes(accounts),
            new ImportRoutes(accounts),
            new AuditRoutes(accounts),
            new MailRoutes(mailbox));
    this.door = new StackDoor(provider, ground.random(), config.trustedProxies(), routes);
  }

  /// Gives a project the loops that its built-in provider needs.
  void attach(ProjectServer server) {
    ProjectId id = server.project().id();
    Outbox outbox = mail.outbox(id, server.database());
    mailLoops.put(id, server.also("mail", () -> Loop.again(outbox.sendNext()), outbox::due));
    Guard guard = guards.over(server.quiet());
    server.also(
        "clean sign-ins",
        () -> {
          Instant now = clock.instant();
          int forgotten =
              server
                      .quiet()
                      .inTransaction(tx ->
                          sessions.forget(tx, FORGET_AT_ONCE, now)
                              + codes.forget(tx, FORGET_AT_ONCE, now.minus(KEEP_CODES))
                              + outbox.forget(tx, now.minus(KEEP_CODES)))
                  + guard.forget(FORGET_AT_ONCE);
          return forgotten < FORGET_AT_ONCE ? server.agenda().cleanEvery() : Duration.ZERO;
        });
  }

  /// Deletes the account of a user whose row the caller holds, and answers its addresses; empty
  /// where there is none.
  static Optional<Set<String>> eraseAccount(Transaction tx, ProjectServer server, String userId)
      throws SQLException {
    try {
      return new Accounts(server.sync().applier()).erase(tx, UUID.fromString(userId));
    } catch (IllegalArgumentException noUuid) {
      return Optional.empty();
    }
  }

  /// Forgets what else there is of a user: mails, codes, and in the audit log what leads to a
  /// person.
  void forgetUser(Transaction tx, ProjectServer server, String userId, Set<String> addresses)
      throws SQLException {
    codes.forgetAddresses(tx, addresses);
    mail.outbox(server.project().id(), server.database()).forgetAddresses(tx, addresses);
    Guard guard = guards.over(server.database());
    guard.erase(tx, userId, addresses);
    guard.note(tx, AuditNote.of(AuditKind.USER_ERASED).about(userId).with("by", "operator"));
    Mailbox development = mailbox;
    if (development != null) {
      development.forgetAddresses(addresses);
    }
  }

  /// Gives projects their next signing keys, when it is time.
  void start() {
    rotation.start();
  }

  void stop() {
    rotation.stop();
  }

  private void mailed(ProjectId project) {
    Loop loop = mailLoops.get(project);
    if (loop != null) {
      loop.wake();
    }
  }

  StackDoor door() {
    return door;
  }

  /// What the management API can do with accounts.
  List<ManagementRoutes> management() {
    return management;
  }

  KeyRing keys() {
    return keys;
  }
}
