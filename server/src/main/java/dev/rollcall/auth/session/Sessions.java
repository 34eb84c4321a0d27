package dev.rollcall.auth.session;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.secret.OpaqueToken;
import dev.rollcall.secret.Secret;
import dev.rollcall.secret.Secrets;
import dev.rollcall.token.TokenShape;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The tables `rollcall_auth.session` and `spent_token`. A refresh token stays the same for the
/// life of its session, as the published SDKs expect; where the project rotates them, each is good
/// for one use, and a second use ends the session.
public final class Sessions {
  /// How long a session lasts where nothing else is asked for.
  public static final Duration USUAL_LIFETIME = Duration.ofDays(365);

  /// How long the token before may come again: two tabs of one browser refresh at once.
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final Duration NOTE_USE_EVERY = Duration.ofMinutes(1);

  private static final String COLUMNS =
      """
      select s.id, s.account, s.shape, s.is_impersonation, s.created_at, s.last_used_at, s.last_used_ip,
             s.expires_at, s.seed, s.generation
        from rollcall_auth.session s
      """;

  private final Secrets secrets;
  private final SecureRandom random;

  public Sessions(Secrets secrets, SecureRandom random) {
    this.secrets = secrets;
    this.random = random;
  }

  /// A session that begins.
  public record Begun(Session session, Secret token) {}

  private record Stored(Session session, byte @Nullable [] seed, int generation) {}

  public Begun begin(
      Transaction tx,
      UUID account,
      TokenShape shape,
      boolean impersonation,
      Duration lifetime,
      Instant now)
      throws SQLException {
    Secret token = OpaqueToken.random(random);
    Session session =
        new Session(
            UUID.randomUUID(), account, shape, impersonation, now, null, null, now.plus(lifetime));
    tx.update(
        """
        insert into rollcall_auth.session
               (id, account, token_hash, shape, is_impersonation, created_at, expires_at)
        values (?, ?, ?, ?, ?, ?, ?)
        """,
        session.id(),
        account,
        OpaqueToken.hash(token.value()),
        shape.name(),
        impersonation,
        now,
        session.expiresAt());
    return new Begun(session, token);
  }

  /// Looks a refresh token up, and exchanges it where `rotate` says so.
  public Refreshed refresh(
      Transaction tx, String token, boolean rotate, @Nullable String ip, Instant now)
      throws SQLException {
    byte[] hash = OpaqueToken.hash(token);
    Optional<Stored> found =
        tx.one(
            COLUMNS + "where s.token_hash = ?" + (rotate ? " for update" : ""),
            Sessions::stored,
            hash);
    if (found.isEmpty()) {
      return spent(tx, hash, now);
    }
    Session session = found.get().session();
    if (!now.isBefore(session.expiresAt())) {
      return new Refreshed.Unknown();
    }
    Instant used = session.lastUsedAt();
    if (used == null || !now.isBefore(used.plus(NOTE_USE_EVERY))) {
      tx.update(
          """
          update rollcall_auth.session set last_used_at = ?, last_used_ip = coalesce(?, last_used_ip)
           where id = ?
          """,
          now,
          ip,
          session.id());
    }
    return new Refreshed.Good(
        session, rotate ? rotate(tx, found.get(), hash, now) : new Secret(token));
  }

  private Secret rotate(Transaction tx, Stored stored, byte[] hash, Instant now)
      throws SQLException {
    UUID id = stored.session().id();
    byte[] sealed = stored.seed();
    Secret seed = sealed == null ? OpaqueToken.random(random) : secrets.decrypt(place(id), sealed);
    int next = stored.generation() + 1;
    Secret token = RefreshToken.derived(seed, next);
    tx.update(
        """
        insert into rollcall_auth.spent_token (token_hash, session, generation, spent_at)
        values (?, ?, ?, ?)
        """,
        hash,
        id,
        stored.generation(),
        now);
    tx.update(
        "update rollcall_auth.session set token_hash = ?, seed = ?, generation = ? where id = ?",
        OpaqueToken.hash(token.value()),
        sealed == null ? secrets.encrypt(place(id), seed) : sealed,
        next,
        id);
    return token;
  }

  private Refreshed spent(Transaction tx, byte[] hash, Instant now) throws SQLException {
    Optional<Stored> found =
        tx.one(
            COLUMNS
                + """
                where s.id = (select session from rollcall_auth.spent_token where token_hash = ?)
                for update
                """,
            Sessions::stored,
            hash);
    if (found.isEmpty()) {
      return new Refreshed.Unknown();
    }
    Stored stored = found.get();
    boolean predecessor =
        tx.one(
                """
                select 1 from rollcall_auth.spent_token
                 where token_hash = ? and generation = ? and spent_at > ?
                """,
                row -> row.getInt(1),
                hash,
                stored.generation() - 1,
                now.minus(GRACE))
            .isPresent();
    byte[] seed = stored.seed();
    if (predecessor && seed != null) {
      return new Refreshed.Good(
          stored.session(),
          RefreshToken.derived(
              secrets.decrypt(place(stored.session().id()), seed), stored.generation()));
    }
    end(tx, stored.session().id());
    return new Refreshed.Reused(stored.session());
  }

  /// The sessions that have not ended, the youngest first.
  public List<Session> all(Transaction tx, UUID account, Instant now) throws SQLException {
    return tx.all(
        COLUMNS + "where s.account = ? and s.expires_at > ? order by s.created_at desc, s.id",
        row -> stored(row).session(),
        account,
        now);
  }

  public Optional<Session> find(Transaction tx, UUID id, Instant now) throws SQLException {
    return tx.one(
        COLUMNS + "where s.id = ? and s.expires_at > ?", row -> stored(row).session(), id, now);
  }

  /// The session that a refresh token belongs to, without using the token.
  public Optional<Session> findByToken(Transaction tx, String token, Instant now)
      throws SQLException {
    return tx.one(
        COLUMNS + "where s.token_hash = ? and s.expires_at > ?",
        row -> stored(row).session(),
        OpaqueToken.hash(token),
        now);
  }

  /// Has the session's access tokens carry other claims from now on.
  public Session reshape(Transaction tx, Session session, TokenShape shape) throws SQLException {
    if (session.shape() == shape) {
      return session;
    }
    tx.update(
        "update rollcall_auth.session set shape = ? where id = ?", shape.name(), session.id());
    return new Session(
        session.id(),
        session.account(),
        shape,
        session.impersonation(),
        session.createdAt(),
        session.lastUsedAt(),
        session.lastUsedIp(),
        session.expiresAt());
  }

  /// Ends a session; false where there was none.
  public boolean end(Transaction tx, UUID id) throws SQLException {
    return tx.update("delete from rollcall_auth.session where id = ?", id) == 1;
  }

  /// Ends all sessions of an account but the one to keep.
  public int endAll(Transaction tx, UUID account, @Nullable UUID keep) throws SQLException {
    return tx.update(
        """
        delete from rollcall_auth.session
         where account = ? and id is distinct from ?::uuid
        """,
        account,
        keep);
  }

  /// Forgets sessions that have ended by themselves, up to `limit`.
  public int forget(Transaction tx, int limit, Instant now) throws SQLException {
    return tx.update(
        """
        delete from rollcall_auth.session
         where id in (select id from rollcall_auth.session where expires_at <= ? limit ?)
        """,
        now,
        limit);
  }

  private static Stored stored(ResultSet row) throws SQLException {
    return new Stored(
        new Session(
            row.getObject("id", UUID.class),
            row.getObject("account", UUID.class),
            TokenShape.valueOf(Columns.text(row, "shape")),
            row.getBoolean("is_impersonation"),
            Columns.someTime(row, "created_at"),
            Columns.time(row, "last_used_at"),
            row.getString("last_used_ip"),
            Columns.someTime(row, "expires_at")),
        row.getBytes("seed"),
        row.getInt("generation"));
  }

  private static String place(UUID session) {
    return "session/" + session + "/seed";
  }
}
