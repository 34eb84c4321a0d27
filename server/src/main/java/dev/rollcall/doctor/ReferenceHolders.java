package dev.rollcall.doctor;

import dev.rollcall.doctor.Ailment.Severity;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Looks who could have code of theirs run as the table's owner, where nothing guards against it
/// (decision 5): whoever may refer to `users_sync` by a foreign key, and can make a cast.
public final class ReferenceHolders implements Doctor.Check {
  private final String project;
  private final Database database;
  private final UsersTable table;

  public ReferenceHolders(String project, Database database, UsersTable table) {
    this.project = project;
    this.database = database;
    this.table = table;
  }

  @Override
  public List<Ailment> look() {
    return database.reading(tx -> {
      List<Ailment> found = new ArrayList<>();
      boolean guarded =
          tx.number(
                  """
                  select count(*) from pg_event_trigger
                   where evtname = 'rollcall_refuse_casts' and evtenabled <> 'D'
                  """)
              > 0;
      if (!guarded) {
        holders(tx, found);
      }
      casts(tx, found);
      return found;
    });
  }

  private void holders(Transaction tx, List<Ailment> found) throws SQLException {
    List<String> roles =
        tx.all(
            """
            select distinct coalesce(r.rolname, 'public') as role
              from pg_class c
              join (select oid, relacl from pg_class
                    union all
                    select attrelid, attacl from pg_attribute) as g (oid, acl) using (oid)
              cross join aclexplode(g.acl) a
              left join pg_roles r on r.oid = a.grantee
             where c.oid = to_regclass(?)
               and a.privilege_type = 'REFERENCES'
               and a.grantee <> c.relowner
             order by 1
            """,
            row -> Columns.text(row, "role"),
            table.name());
    for (String role : roles) {
      found.add(
          new Ailment(
              Severity.ADVICE,
              project,
              "references_granted",
              "The role "
                  + role
                  + " may refer to "
                  + table.name()
                  + ", and could so have code of its own run as the table's owner",
              "If you trust it less than Rollcall's role: revoke references on "
                  + table.name()
                  + " from "
                  + role));
    }
  }

  private void casts(Transaction tx, List<Ailment> found) throws SQLException {
    List<String> sources =
        tx.all(
            """
            select c.castsource::regtype::text as source
              from pg_cast c
              join pg_proc p on p.oid = c.castfunc
              join pg_roles r on r.oid = p.proowner
             where c.castcontext = 'i' and c.casttarget in ('text'::regtype, 'uuid'::regtype)
               and not r.rolsuper and r.rolname <> current_user
             order by 1
            """,
            row -> Columns.text(row, "source"));
    for (String source : sources) {
      found.add(
          new Ailment(
              Severity.SERIOUS,
              project,
              "foreign_cast",
              "An implicit cast of "
                  + source
                  + " runs somebody's function; a foreign key of that type to "
                  + table.name()
                  + " would run it as the table's owner",
              "Drop the cast, or make it again AS ASSIGNMENT"));
    }
  }
}
