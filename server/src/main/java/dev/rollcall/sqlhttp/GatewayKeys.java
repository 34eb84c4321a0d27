package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.project.ProjectId;
import dev.rollcall.secret.Secrets;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The keys that tickets are made with, one for each project. They are kept nowhere: each is
/// derived from the master key, so all servers of one control database make the same.
final class GatewayKeys {
  /// The number under which the database knows it. Small ones are left to other gateways.
  static final int ID = 7070;

  private static final String TWICE = "23505";

  private final Secrets secrets;
  private final Map<ProjectId, byte[]> known = new ConcurrentHashMap<>();

  GatewayKeys(Secrets secrets) {
    this.secrets = secrets;
  }

  byte[] key(ProjectId project) {
    return known.computeIfAbsent(
        project, id -> HexFormat.of().parseHex(secrets.derived("sql gateway/" + id).value()));
  }

  /// Tells the database its key, in place of the one of before.
  ///
  /// @throws DatabaseException if row-level security is off there
  void tell(SqlProject project) {
    try {
      project
          .admin()
          .inTransaction(tx -> {
            tx.script("set local search_path = pg_catalog, pg_temp");
            return tx.one("select auth.set_gateway_key(?, ?)", _ -> true, ID, key(project.id()));
          });
    } catch (DatabaseException failure) {
      // Another request or server has told it at the same time.
      if (!failure.state().equals(TWICE)) {
        throw failure;
      }
    }
  }
}
