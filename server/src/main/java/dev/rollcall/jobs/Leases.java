package dev.rollcall.jobs;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.SqlArray;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The table `rollcall.lease`: which server does what only one may do at a time. A server keeps its
/// leases by [#renew]; one that dies loses them when they end, a few seconds later. All times are
/// Postgres' own, so the servers' clocks do not matter.
public final class Leases {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

  /// How long a lease is good that is not renewed.
  public static final Duration LENGTH = Duration.ofSeconds(6);

  /// How often leases should be renewed, so that one renewal may fail.
  public static final Duration RENEW_EVERY = Duration.ofSeconds(2);

  private final @Nullable Database database;
  private final String holder;
  private final Duration length;

  /// By name, when they were taken or renewed, as [System#nanoTime] says.
  private final Map<String, Long> held = new ConcurrentHashMap<>();

  /// @param holder tells this server from all others
  public Leases(Database database, String holder) {
    this(database, holder, LENGTH);
  }

  Leases(@Nullable Database database, String holder, Duration length) {
    this.database = database;
    this.holder = holder;
    this.length = length;
  }

  /// Those of the only server there can be: it may do everything, and asks nobody.
  public static Leases ofTheOnlyServer() {
    return new Leases(null, "", LENGTH);
  }

  /// Takes the lease, or keeps it for longer. False while another server holds it.
  public boolean take(String name) {
    long now = System.nanoTime();
    if (database == null || isFresh(held.get(name), now)) {
      held.putIfAbsent(name, now);
      return true;
    }
    boolean taken =
        database.inTransaction(tx ->
            tx.update(
                    """
                    insert into rollcall.lease as l (name, holder, ends_at)
                    values (?, ?, now() + ? * interval '1 millisecond')
                    on conflict (name) do update
                       set holder = excluded.holder, ends_at = excluded.ends_at
                     where l.holder = excluded.holder or l.ends_at < now()
                    """,
                    name,
                    holder,
                    length.toMillis())
                == 1);
    if (taken) {
      held.put(name, now);
    } else {
      held.remove(name);
    }
    return taken;
  }

  /// Until then nobody can have taken it over, so Postgres need not be asked.
  private boolean isFresh(@Nullable Long takenAt, long now) {
    return takenAt != null && now - takenAt < length.toNanos() / 3;
  }

  /// Whether this server took it, as far as it knows.
  public boolean holds(String name) {
    return held.containsKey(name);
  }

  /// Keeps all leases for longer that this server took and nobody took over since.
  public void renew() {
    if (database == null || held.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    List<String> names = List.copyOf(held.keySet());
    List<String> ours =
        database.inTransaction(tx ->
            tx.all(
                """
                update rollcall.lease set ends_at = now() + ? * interval '1 millisecond'
                 where holder = ? and name = any (?)
                returning name
                """,
                row -> Columns.text(row, "name"),
                length.toMillis(),
                holder,
                SqlArray.texts(names)));
    for (String name : names) {
      if (ours.contains(name)) {
        held.replace(name, now);
      } else {
        held.remove(name);
      }
    }
  }

  /// Gives one lease back, so that another server need not wait for its end.
  public void giveBack(String name) {
    held.remove(name);
    delete("delete from rollcall.lease where holder = ? and name = ?", holder, name);
  }

  /// The same for all of them.
  public void giveBack() {
    held.clear();
    delete("delete from rollcall.lease where holder = ?", holder);
  }

  /// Where the database is away they end by themselves.
  private void delete(String sql, Object... parameters) {
    if (database == null) {
      return;
    }
    try {
      database.inTransaction(tx -> tx.update(sql, parameters));
    } catch (DatabaseException away) {
      LOG.info("Leases could not be given back, and end by themselves: {}", away.reason());
    }
  }
}
