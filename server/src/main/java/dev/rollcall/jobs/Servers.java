package dev.rollcall.jobs;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The table `rollcall_control.server`: which servers are at work on one control database. One that
/// says nothing for as long as a lease lasts is taken for dead; times are Postgres' own.
public final class Servers {
  private static final Logger LOG = LoggerFactory.getLogger(Servers.class);

  private final Database control;
  private final String id;

  /// @param id tells this server from all others
  public Servers(Database control, String id) {
    this.control = control;
    this.id = id;
  }

  /// Says that this one is alive, and answers which others are.
  public Set<String> beat() {
    return control.inTransaction(tx -> {
      tx.update(
          """
          insert into rollcall_control.server (id, alive_until)
          values (?, now() + ? * interval '1 millisecond')
          on conflict (id) do update set alive_until = excluded.alive_until
          """,
          id,
          Leases.LENGTH.toMillis());
      tx.update("delete from rollcall_control.server where alive_until < now() - interval '1 day'");
      return Set.copyOf(
          tx.all(
              "select id from rollcall_control.server where id <> ? and alive_until > now()",
              row -> Columns.text(row, "id"),
              id));
    });
  }

  /// Says that this one ends. Where the database is away the others notice a little later.
  public void leave() {
    try {
      control.inTransaction(
          tx -> tx.update("delete from rollcall_control.server where id = ?", id));
    } catch (DatabaseException away) {
      LOG.info("The other servers could not be told that this one ends: {}", away.reason());
    }
  }
}
