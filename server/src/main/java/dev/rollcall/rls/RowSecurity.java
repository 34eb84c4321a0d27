package dev.rollcall.rls;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Row-level security in a project's database: puts our SQL there, keeps it up to date, and takes
/// it out again. The role that connects needs to own the database and to have CREATEROLE; a
/// superuser is not needed.
///
/// It has a history of its own rather than Flyway's, since the same SQL also comes as a plain
/// script and as an extension, and each of the three must know what another has done.
public final class RowSecurity {
  private static final String REFUSED = "RC001";
  private static final String NOT_PERMITTED = "42501";

  private final Database database;
  private final UsersFence users;
  private final String schema;
  private final UsersPolicy usual;
  private final Script script;

  public RowSecurity(Database database, UsersTable table) {
    this(database, table, Script.current());
  }

  RowSecurity(Database database, UsersTable table, Script script) {
    this.database = database;
    this.users = new UsersFence(table);
    this.schema = table.schema();
    this.usual = UsersPolicy.ownRow(table);
    this.script = script;
  }

  /// Computes what every database gets, which takes a few tenths of a second the first time.
  public static void prepare() {
    BaseTables.lines();
  }

  /// Installs what is missing, or brings it up to date. Where `users_sync` is there and not fenced
  /// yet, users get to see their own row of it.
  public Enabling enable() {
    return enable(false);
  }

  /// The same, unless somebody has turned it off.
  public Enabling enableUnlessUnwanted() {
    return enable(true);
  }

  private Enabling enable(boolean onlyIfWanted) {
    try {
      return new Enabling.Enabled(
          database.inTransaction(tx -> {
            if (onlyIfWanted && !Wish.isWanted(tx)) {
              return false;
            }
            Wish.set(tx, true);
            boolean install = !upToDate(tx);
            if (install) {
              tx.script(script.beforeBases());
              BaseTables.write(tx);
              tx.script(script.fromBases());
            }
            boolean fence = users.tableExists(tx) && !users.exists(tx);
            if (fence) {
              users.set(tx, usual);
            }
            return install || fence;
          }));
    } catch (DatabaseException failure) {
      return refused(failure);
    }
  }

  /// Decides what users see of `users_sync`, until it is decided anew.
  public Enabling letUsersSee(UsersPolicy policy) {
    try {
      return database.inTransaction(tx -> {
        if (installed(tx).isEmpty()) {
          return new Enabling.Refused("Row-level security is off. Enable it first");
        }
        users.set(tx, policy);
        return new Enabling.Enabled(true);
      });
    } catch (DatabaseException failure) {
      if (failure.state().startsWith("42") && !failure.state().equals(NOT_PERMITTED)) {
        return new Enabling.Refused("Postgres refused the policy for users_sync: " + said(failure));
      }
      return refused(failure);
    }
  }

  public Disabling disable() {
    return database.inTransaction(tx -> {
      if (installed(tx).isEmpty()) {
        return new Disabling.NotOn();
      }
      List<String> used = tx.all(Script.read("dependents.sql"), row -> row.getString(1));
      if (!used.isEmpty()) {
        return new Disabling.StillUsed(used);
      }
      if (users.tableExists(tx)) {
        users.lift(tx);
      }
      tx.script(Script.read("remove.sql"));
      Wish.set(tx, false);
      return new Disabling.Disabled(
          tx.all(
              """
              select rolname from pg_roles r
               where rolname in ('authenticated', 'anonymous', 'neon_auth_owner', 'neon_auth_keyadmin')
                 and shobj_description(r.oid, 'pg_authid') = 'made by Rollcall'
               order by 1
              """,
              row -> row.getString(1)));
    });
  }

  public RowSecurityStatus status() {
    return database.reading(tx ->
        installed(tx)
            .<RowSecurityStatus>map(found ->
                new RowSecurityStatus.On(found.number(), found.content().equals(script.content())))
            .orElseGet(RowSecurityStatus.Off::new));
  }

  /// What `auth.doctor()` finds, the worst first.
  public List<Weakness> weaknesses() {
    return database.reading(tx ->
        tx.all(
            """
            select * from auth.doctor()
             order by array_position(array['critical', 'high', 'medium'], severity), check_id, object
            """,
            row ->
                new Weakness(
                    Columns.text(row, "severity"),
                    Columns.text(row, "check_id"),
                    Columns.text(row, "object"),
                    Columns.text(row, "detail"),
                    Columns.text(row, "mend"))));
  }

  /// Whether `authenticated` or `anonymous` may use any table of the application.
  public boolean opensTables() {
    return database.reading(tx ->
        tx.number(
                """
                select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                 where c.relkind in ('r', 'p', 'v', 'm', 'f')
                   and n.nspname <> all (array['pg_catalog', 'information_schema', 'auth', 'auth_private', ?])
                   and n.nspname !~ '^pg_(temp|toast)'
                   and (has_table_privilege('authenticated', c.oid, 'SELECT, INSERT, UPDATE, DELETE')
                        or has_table_privilege('anonymous', c.oid, 'SELECT, INSERT, UPDATE, DELETE'))
                """,
                schema)
            > 0);
  }

  /// The whole as one script, for those who run migrations themselves: `psql -f`, or any tool that
  /// runs several statements. It may be run again.
  public String script() {
    return "begin;\n\n" + script.inTransaction() + "\ncommit;\n";
  }

  private boolean upToDate(Transaction tx) throws SQLException {
    return installed(tx).filter(found -> found.content().equals(script.content())).isPresent();
  }

  private static Optional<Installed> installed(Transaction tx) throws SQLException {
    long there =
        tx.number(
            """
            select count(*) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'auth' and p.proname = 'installed'
            """);
    return there == 0
        ? Optional.empty()
        : tx.one(
            "select number, content from auth.installed()",
            row -> new Installed(row.getInt("number"), Columns.text(row, "content")));
  }

  private static Enabling.Refused refused(DatabaseException failure) {
    return switch (failure.state()) {
      case REFUSED -> new Enabling.Refused(said(failure));
      case NOT_PERMITTED ->
          new Enabling.Refused(
              "The role that Rollcall connects with lacks a right (\""
                  + said(failure)
                  + "\"). It must own the database and users_sync, and may create roles: alter role"
                  + " <role> createrole. Where another role has enabled it in another database of this"
                  + " server, it also needs: grant neon_auth_owner, neon_auth_keyadmin to <role> with"
                  + " admin option");
      default -> throw failure;
    };
  }

  private static String said(DatabaseException failure) {
    return failure.reason().replaceFirst("^ERROR: ", "");
  }

  private record Installed(int number, String content) {}
}
