package dev.rollcall.rls;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.SqlArray;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which roles tokens may speak for: those that cannot log in by themselves, and can do nothing
/// that row-level security is there to keep from users.
public final class ApiRoles {
  private static final Set<String> OURS = Set.of("authenticated", "anonymous");

  private final Database database;

  /// @param database the project's
  public ApiRoles(Database database) {
    this.database = database;
  }

  /// A sentence for each that must not be used.
  public List<String> problems(List<String> roles) {
    Set<String> missing = new HashSet<>(roles);
    List<String> problems =
        new ArrayList<>(
            database.inTransaction(tx ->
                tx.all(
                    """
                    select r.rolname,
                           concat_ws(', ',
                             case when r.rolsuper then 'is a superuser' end,
                             case when r.rolcanlogin then 'logs in' end,
                             case when r.rolbypassrls then 'bypasses row-level security' end,
                             case when r.rolcreaterole then 'makes roles' end,
                             case when r.rolcreatedb then 'makes databases' end,
                             case when r.rolreplication then 'replicates' end,
                             case when r.rolname ~ '^(pg|rollcall|neon_auth)_|^rollcall$'
                                  then 'is one of Postgres'' or of Rollcall''s own' end,
                             'is a member of ' || (
                               select string_agg(m.rolname, ', ' order by m.rolname) from pg_roles m
                                where m.oid <> r.oid and m.rolname <> 'pg_database_owner'
                                  and pg_has_role(r.oid, m.oid, 'member')
                                  and (m.rolcanlogin or m.rolsuper or m.rolbypassrls or m.rolcreaterole
                                       or m.rolname ~ '^(pg|rollcall|neon_auth)_|^rollcall$'))) as why
                      from pg_roles r where r.rolname = any (?)
                     order by r.rolname
                    """,
                    row -> {
                      String role = row.getString("rolname");
                      missing.remove(role);
                      String why = row.getString("why");
                      return why == null || why.isEmpty()
                          ? ""
                          : "Tokens must not speak for the role '" + role + "': it " + why;
                    },
                    SqlArray.texts(roles))));
    problems.removeIf(String::isEmpty);
    for (String role : missing.stream().sorted().toList()) {
      problems.add(
          OURS.contains(role)
              ? "There is no role '"
                  + role
                  + "' yet: turn on row-level security first (rollcall rls enable)"
              : "There is no role '" + role + "': create role \"" + role + "\" nologin");
    }
    return problems;
  }
}
