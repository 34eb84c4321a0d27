package dev.rollcall.sync;

import dev.rollcall.inbox.Payloads;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Removes a user's personal data for good: the row stays as a deleted one that holds the id and
/// nothing else, so that foreign keys stay whole, and a tombstone keeps whatever is said of that
/// life from coming back. Everything is one transaction with what others do to the same end.
public final class Erasure {
  /// What stands where a payload was.
  public static final String REASON = "Erased with its user";

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final UsersSync usersSync;
  private final ClaimWriter writer;
  private final Removal removal;
  private final Payloads payloads = new Payloads();
  private final String find;
  private final String empty;

  Erasure(UsersTable table, UsersSync usersSync, ClaimWriter writer, Removal removal) {
    this.usersSync = usersSync;
    this.writer = writer;
    this.removal = removal;
    this.find =
        """
        select created_at, coalesce(updated_at, created_at) as version, deleted_at,
               raw_json = jsonb_build_object('id', id::text) as is_empty,
               array_to_string(array(
                 select distinct value #>> '{}'
                   from jsonb_path_query(raw_json, 'strict $.** ? (@.type() == "string")') as value
                  where value #>> '{}' ~ '^[^@[:space:]]+@[^@[:space:]]+$'), chr(10)) as addresses
          from %s where id = ?::%s
        """
            .formatted(table.name(), table.idType().sql());
    this.empty =
        """
        update %s
           set raw_json = jsonb_build_object('id', id::text), updated_at = null, deleted_at = ?
         where id = ?::%s
        """
            .formatted(table.name(), table.idType().sql());
  }

  /// What was there of the user.
  ///
  /// @param row true where there was a row
  /// @param addresses e-mail addresses that the row held
  public record Found(boolean row, Set<String> addresses) {}

  /// Holds a user until the transaction ends, and answers what there is; empty where somebody else
  /// holds the row.
  public Optional<Found> hold(Transaction tx, String userId) throws SQLException {
    UsersSync.prepare(tx, PATIENCE);
    UsersSync.keepPagesOut(tx);
    if (!usersSync.lock(tx, List.of(userId)).isEmpty()) {
      return Optional.empty();
    }
    Optional<Row> row = row(tx, userId);
    return Optional.of(
        new Found(row.isPresent(), row.map(found -> found.addresses).orElse(Set.of())));
  }

  private record Row(
      @Nullable Instant born,
      @Nullable Instant version,
      @Nullable Instant deletedAt,
      boolean isEmpty,
      Set<String> addresses) {}

  private Optional<Row> row(Transaction tx, String userId) throws SQLException {
    return tx.one(
        find,
        found -> {
          Set<String> addresses = new HashSet<>(Columns.text(found, "addresses").lines().toList());
          return new Row(
              Columns.time(found, "created_at"),
              Columns.time(found, "version"),
              Columns.time(found, "deleted_at"),
              found.getBoolean("is_empty"),
              addresses);
        },
        userId);
  }

  /// What was erased.
  ///
  /// @param known false where nobody ever heard of such a user
  /// @param events how many events lost their payload
  public record Erased(boolean known, int events) {}

  /// Erases a user whom [#hold] holds.
  ///
  /// @param known true where something was found of the user elsewhere
  /// @param addresses all that are known to be the user's
  public Erased erase(
      Transaction tx, String userId, boolean known, Set<String> addresses, Instant now)
      throws SQLException {
    Optional<Row> row = row(tx, userId);
    boolean buried =
        tx.one("select 1 from rollcall.tombstone where id = ?", found -> found.getInt(1), userId)
            .isPresent();
    int events = payloads.dropUser(tx, userId, addresses, REASON, now);
    tx.update("delete from rollcall.staged_user where id = ?", userId);
    SeenRecords.forget(tx, userId);
    if (row.isEmpty() && !buried && !known && events == 0) {
      return new Erased(false, 0);
    }
    Instant dead = row.map(found -> death(found, now)).orElse(now);
    bury(tx, userId, row, dead);
    if (row.isPresent()) {
      tx.update(empty, dead, userId);
      if (row.get().deletedAt == null || !row.get().isEmpty) {
        writer.announce(tx, new Changed(Set.of(), Set.of(), Set.of(userId)), now);
      }
      removal.removeAtOnce(tx, Set.of(userId), now);
    }
    return new Erased(true, events);
  }

  /// One who was deleted before died then.
  private static Instant death(Row row, Instant now) {
    Instant dead = row.deletedAt;
    if (dead != null) {
      return dead;
    }
    Instant version = row.version;
    return version != null && version.isAfter(now) ? version : now;
  }

  private static void bury(Transaction tx, String userId, Optional<Row> row, Instant dead)
      throws SQLException {
    tx.update(
        """
        insert into rollcall.tombstone as t (id, born, version, payload_hash, dead, reason)
        values (?, ?::timestamptz, ?::timestamptz,
                md5(jsonb_build_object('id', ?::text)::text), ?, 'erased')
        on conflict (id) do update
           set born = greatest(t.born, excluded.born),
               version = greatest(t.version, excluded.version),
               payload_hash = excluded.payload_hash,
               dead = greatest(t.dead, excluded.dead),
               reason = 'erased',
               left_at = now()
        """,
        userId,
        row.map(found -> found.born).orElse(null),
        row.map(found -> found.version).orElse(null),
        userId,
        dead);
  }
}
