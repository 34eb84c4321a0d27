package dev.rollcall.jobs;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.SqlArray;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  private final Database database;
  private final String holder;
  private final Duration length;
  private final Set<String> held = ConcurrentHashMap.newKeySet();

  /// @param holder tells this server from all others
  public Leases(Database database, String holder) {
    this(database, holder, LENGTH);
  }

  Leases(Database database, String holder, Duration length) {
    this.database = database;
    this.holder = holder;
    this.length = length;
  }

  /// Takes the lease, or keeps it for longer. False while another server holds it.
  public boolean take(String name) {
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
      held.add(name);
    } else {
      held.remove(name);
    }
    return taken;
  }

  /// Whether this server took it, as far as it knows.
  public boolean holds(String name) {
    return held.contains(name);
  }

  /// Keeps all leases for longer that this server took and nobody took over since.
  public void renew() {
    if (held.isEmpty()) {
      return;
    }
    database.inTransaction(tx ->
        tx.update(
            """
            update rollcall.lease set ends_at = now() + ? * interval '1 millisecond'
             where holder = ? and name = any (?)
            """,
            length.toMillis(),
            holder,
            SqlArray.texts(List.copyOf(held))));
  }

  /// Gives all leases back, so that another server need not wait for their end. Where the database
  /// is away they end by themselves.
  public void giveBack() {
    held.clear();
    try {
      database.inTransaction(
          tx -> tx.update("delete from rollcall.lease where holder = ?", holder));
    } catch (DatabaseException away) {
      LOG.info("Leases could not be given back, and end by themselves: {}", away.reason());
    }
  }
}
