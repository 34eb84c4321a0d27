package dev.rollcall.project;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.secret.ApiKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `rollcall_control.api_key`: who may use the management API. Keys are shown once and
/// stored as hashes.
public final class ApiKeys {
  private final Database control;
  private final SecureRandom random;
  private final InstantSource clock;

  public ApiKeys(Database control, SecureRandom random, InstantSource clock) {
    this.control = control;
    this.random = random;
    this.clock = clock;
  }

  /// A key as it may be shown again.
  public record View(String id, String name, Instant createdAt, @Nullable Instant lastUsedAt) {}

  public ApiKey create(String name) {
    ApiKey key = ApiKey.random(random);
    add(name, key);
    return key;
  }

  /// Adds a key that was made elsewhere; one that is there already stays as it is.
  public void add(String name, ApiKey key) {
    control.inTransaction(tx ->
        tx.update(
            """
            insert into rollcall_control.api_key (id, name, hash, created_at)
            values (?, ?, ?, ?)
            on conflict (id) do nothing
            """,
            key.id(),
            name,
            key.hash(),
            clock.instant()));
  }

  /// Whether this is a key of ours that has not been revoked. Notes its use, once a minute at most.
  public boolean accepts(String text) {
    Optional<ApiKey> parsed = ApiKey.parse(text);
    if (parsed.isEmpty()) {
      return false;
    }
    ApiKey key = parsed.get();
    Instant now = clock.instant();
    return control.inTransaction(tx -> {
      Optional<byte[]> hash =
          tx.one(
              "select hash from rollcall_control.api_key where id = ? and revoked_at is null",
              row -> row.getBytes("hash"),
              key.id());
      if (hash.isEmpty() || !key.matches(hash.get())) {
        return false;
      }
      tx.update(
          """
          update rollcall_control.api_key set last_used_at = ?
           where id = ? and coalesce(last_used_at, '-infinity') < ?
          """,
          now,
          key.id(),
          now.minusSeconds(60));
      return true;
    });
  }

  public List<View> all() {
    return control.inTransaction(tx ->
        tx.all(
            """
            select id, name, created_at, last_used_at
              from rollcall_control.api_key where revoked_at is null order by created_at
            """,
            row ->
                new View(
                    Columns.text(row, "id"),
                    Columns.text(row, "name"),
                    Columns.someTime(row, "created_at"),
                    Columns.time(row, "last_used_at"))));
  }

  /// False where there is no such key, or it has been revoked before.
  public boolean revoke(String id) {
    return control.inTransaction(tx ->
        tx.update(
                """
                update rollcall_control.api_key set revoked_at = ?
                 where id = ? and revoked_at is null
                """,
                clock.instant(),
                id)
            == 1);
  }
}
