package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the roles of [LoginRoles] out of the server again, with whatever they own in the database,
/// such as large objects.
final class Dismissal {
  private static final Logger LOG = LoggerFactory.getLogger(Dismissal.class);

  private Dismissal() {}

  /// @return roles that stay, since something keeps Postgres from dropping them
  static List<String> run(SqlProject project) {
    return project
        .admin()
        .inTransaction(tx -> {
          tx.script("set local search_path = pg_catalog, pg_temp");
          // Nobody makes or takes one meanwhile.
          tx.script("lock table rollcall.sql_login in access exclusive mode");
          tx.update("delete from rollcall.sql_login where to_regrole(quote_ident(name)) is null");
          tx.number(
              """
              select count(pg_terminate_backend(a.pid, 5000)) from rollcall.sql_login l
                join pg_roles r on r.rolname = l.name
                join pg_stat_activity a on a.usesysid = r.oid
              """);
          for (String name : names(tx)) {
            drop(project, tx, name);
          }
          return names(tx);
        });
  }

  private static List<String> names(Transaction tx) throws SQLException {
    return tx.all(
        "select name from rollcall.sql_login order by member_of, number", row -> row.getString(1));
  }

  private static void drop(SqlProject project, Transaction tx, String name) {
    try {
      tx.undoIfItFails(() -> {
        tx.script("drop owned by " + name);
        tx.script("drop role " + name);
        tx.update("delete from rollcall.sql_login where name = ?", name);
      });
    } catch (SQLException refused) {
      LOG.warn("project={} the role {} stays: {}", project.id(), name, refused.getMessage());
    }
  }
}
