package dev.rollcall.rls;

import dev.rollcall.postgres.Database;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.util.List;

/// Databases in which row-level security is on, and roles that log in: `rls_pool_1` to `rls_pool_4`
/// and `rls_anon_1`, each for one connection, as a gateway has them.
final class RlsFixture {
  static final List<String> POOL = List.of("rls_pool_1", "rls_pool_2", "rls_pool_3", "rls_pool_4");
  static final String ANONYMOUS = "rls_anon_1";

  private RlsFixture() {}

  static PostgresExtension databases(PostgresExtension server) {
    return server.withTemplate(
        "rls",
        database -> {
          ProjectFixture.migrate(database, UsersTable.USUAL);
          new RowSecurity(database, UsersTable.USUAL).enable();
          POOL.forEach(role -> login(database, role, "in role authenticated"));
          login(database, ANONYMOUS, "in role anonymous");
        });
  }

  /// Makes a role that logs in, unless the server has it.
  static void login(Database database, String role, String options) {
    execute(
        database,
        """
        do $$ begin
          if not exists (select from pg_roles where rolname = 'ROLE') then
            create role ROLE login password 'test' OPTIONS;
          end if;
        end $$
        """
            .replace("ROLE", role)
            .replace("OPTIONS", options));
  }

  static void trust(Database database, SigningKey key) {
    JwkImport.Answer answer =
        new JwkImport(database).trust(SigningKey.ISSUER, key.jwk(), List.of(), null);
    if (!(answer instanceof JwkImport.Answer.Trusted)) {
      throw new IllegalStateException(answer.toString());
    }
  }

  static void execute(Database database, String sql) {
    database.inTransaction(tx -> {
      tx.script(sql);
      return true;
    });
  }

  static List<String> strings(Database database, String sql) {
    return database.inTransaction(tx -> tx.all(sql, row -> row.getString(1)));
  }
}
