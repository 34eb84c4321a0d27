package dev.rollcall.sync;

import dev.rollcall.inbox.Payloads;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.FieldPolicy;
import dev.rollcall.project.UsersTable;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Takes what a project no longer stores out of the rows that are there, and out of the inbox, a
/// page at a time. Versions stay as they are: the rule then finds the same as before.
public final class FieldRewrite {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final int TRIES = 6;

  private final Database database;
  private final UsersSync usersSync;
  private final ClaimWriter writer;
  private final Supplier<FieldPolicy> fields;
  private final InstantSource clock;
  private final Payloads payloads = new Payloads();
  private final String page;
  private final String read;
  private final String write;

  FieldRewrite(
      Database database,
      UsersTable table,
      UsersSync usersSync,
      ClaimWriter writer,
      Supplier<FieldPolicy> fields,
      InstantSource clock) {
    this.database = database;
    this.usersSync = usersSync;
    this.writer = writer;
    this.fields = fields;
    this.clock = clock;
    this.page =
        fill(
            table,
            """
            select id::text from USERS_SYNC u
             where (?::ID_TYPE is null or u.id > ?::ID_TYPE) order by u.id limit ?
            """);
    this.read =
        fill(
            table,
            """
            select id::text as id, raw_json::text as raw_json, deleted_at is null as live
              from USERS_SYNC where id = any (?::ID_TYPE[])
            """);
    this.write =
        fill(
            table,
            """
            update USERS_SYNC u set raw_json = n.raw_json::jsonb
              from unnest(?, ?) as n (id, raw_json)
             where u.id = n.id::ID_TYPE and u.raw_json <> n.raw_json::jsonb
            returning u.id::text
            """);
  }

  private static String fill(UsersTable table, String sql) {
    return sql.replace("USERS_SYNC", table.name()).replace("ID_TYPE", table.idType().sql());
  }

  /// What a page came to.
  ///
  /// @param changed rows that hold less than before
  /// @param locked rows that somebody else holds; they were left as they are
  /// @param next where the next page starts; null after the last one
  public record Page(int changed, int locked, @Nullable String next) {}

  private record Row(String id, String rawJson, boolean live) {}

  /// @param after null for the first page, then [Page#next]
  /// @throws TableAlteredException if the table is not as it should be
  public Page rewrite(@Nullable String after, int limit) throws InterruptedException {
    FieldPolicy policy = fields.get();
    if (policy.keepsAll()) {
      return new Page(0, 0, null);
    }
    List<String> ids =
        database.inTransaction(tx -> {
          UsersSync.prepare(tx, PATIENCE);
          writer.checkTable(tx);
          return tx.all(page, row -> row.getString(1), after, after, limit);
        });
    Set<String> held = new HashSet<>(ids);
    int changed = 0;
    Duration pause = FIRST_PAUSE;
    // What is being applied holds a row for a moment only.
    for (int attempt = 0; attempt < TRIES && !held.isEmpty(); attempt++) {
      if (attempt > 0) {
        Thread.sleep(pause);
        pause = pause.multipliedBy(2);
      }
      changed += rewrite(policy, held);
    }
    return new Page(changed, held.size(), ids.size() < limit ? null : ids.getLast());
  }

  /// Rewrites those rows that nobody else holds, and takes them out of the set.
  private int rewrite(FieldPolicy policy, Set<String> held) {
    return database.inTransaction(tx -> {
      UsersSync.prepare(tx, PATIENCE);
      List<String> asked = List.copyOf(held);
      Set<String> locked = usersSync.lock(tx, asked);
      int changed = rewrite(tx, policy, asked.stream().filter(id -> !locked.contains(id)).toList());
      held.retainAll(locked);
      return changed;
    });
  }

  /// Takes the payloads of up to `limit` settled events away, and answers of how many.
  public int dropPayloads(int limit) {
    return fields.get().keepsAll()
        ? 0
        : database.inTransaction(tx -> payloads.dropSettled(tx, limit));
  }

  private int rewrite(Transaction tx, FieldPolicy policy, List<String> ids) throws SQLException {
    if (ids.isEmpty()) {
      return 0;
    }
    List<Row> rows =
        tx.all(
            read,
            row ->
                new Row(
                    Columns.text(row, "id"), Columns.text(row, "raw_json"), row.getBoolean("live")),
            SqlArray.texts(ids));
    List<String> filtered = new ArrayList<>();
    rows.forEach(row -> filtered.add(policy.apply(row.rawJson)));
    Set<String> changed =
        Set.copyOf(
            tx.all(
                write,
                row -> row.getString(1),
                SqlArray.texts(rows.stream().map(Row::id).toList()),
                SqlArray.texts(filtered)));
    List<String> live =
        rows.stream().filter(Row::live).map(Row::id).filter(changed::contains).toList();
    writer.announce(tx, new Changed(Set.of(), Set.copyOf(live), Set.of()), clock.instant());
    return changed.size();
  }
}
