package dev.rollcall.jobs;

import dev.rollcall.postgres.Database;
import java.time.Duration;

/// The table `rollcall.lease`: which server does what only one may do at a time. A server that dies
/// loses its leases when they end; all times are Postgres' own, so the servers' clocks do not
/// matter.
public final class Leases {
  private final Database database;
  private final String holder;

  /// @param holder tells this server from all others
  public Leases(Database database, String holder) {
    this.database = database;
    this.holder = holder;
  }

  /// Takes the lease, or keeps it for longer. False while another server holds it.
  public boolean take(String name, Duration length) {
    return database.inTransaction(tx ->
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
  }

  /// Gives all leases back, so that another server need not wait for their end.
  public void giveBack() {
    database.inTransaction(tx -> tx.update("delete from rollcall.lease where holder = ?", holder));
  }
}
