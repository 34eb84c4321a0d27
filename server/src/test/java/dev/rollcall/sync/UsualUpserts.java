package dev.rollcall.sync;

import dev.rollcall.postgres.Database;
import dev.rollcall.sync.Histories.Delivery;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What applications do without Rollcall, for comparison: the handler of the documents, which
/// upserts in order of arrival and deletes rows, and the one that lets the newest `updated_at` win.
final class UsualUpserts {
  private final Database database;

  UsualUpserts(Database database) {
    this.database = database;
    database.inTransaction(tx -> {
      tx.script(
          """
          create schema usual;
          create table usual.in_order_of_arrival (id text primary key, name text);
          create table usual.last_writer_wins (
            id text primary key, name text, updated_at timestamptz, deleted_at timestamptz)
          """);
      return true;
    });
  }

  void apply(List<Delivery> deliveries) {
    for (Delivery delivery : deliveries) {
      Instant at = Instant.ofEpochMilli(delivery.at());
      database.inTransaction(tx ->
          delivery.kind().equals("deleted")
              ? tx.update("delete from usual.in_order_of_arrival where id = ?", delivery.user())
                  + tx.update(
                      """
                      insert into usual.last_writer_wins as u (id, updated_at, deleted_at)
                      values (?, ?, ?)
                      on conflict (id) do update
                         set updated_at = excluded.updated_at, deleted_at = excluded.deleted_at
                       where excluded.updated_at > u.updated_at
                      """,
                      delivery.user(),
                      at,
                      at)
              : tx.update(
                      """
                      insert into usual.in_order_of_arrival (id, name) values (?, ?)
                      on conflict (id) do update set name = excluded.name
                      """,
                      delivery.user(),
                      delivery.name())
                  + tx.update(
                      """
                      insert into usual.last_writer_wins as u (id, name, updated_at)
                      values (?, ?, ?)
                      on conflict (id) do update
                         set name = excluded.name, updated_at = excluded.updated_at,
                             deleted_at = null
                       where excluded.updated_at > u.updated_at
                      """,
                      delivery.user(),
                      delivery.name(),
                      at));
    }
  }

  Map<String, String> liveInOrderOfArrival() {
    return live("select id, name from usual.in_order_of_arrival");
  }

  Map<String, String> liveByLastWriter() {
    return live("select id, name from usual.last_writer_wins where deleted_at is null");
  }

  private Map<String, String> live(String sql) {
    Map<String, String> live = new HashMap<>();
    database.inTransaction(
        tx -> tx.all(sql, row -> live.put(row.getString("id"), row.getString("name"))));
    return live;
  }
}
