package dev.rollcall.testing;

import dev.rollcall.postgres.Database;

/// The role of an operator who has no superuser to give: it owns its database and may create roles.
public final class OrdinaryRole {
  private OrdinaryRole() {}

  /// Makes it, unless the server has it, and gives it a database of a [PostgresExtension].
  ///
  /// @param name with the password `test`
  public static void own(Database database, String name) {
    database.inTransaction(tx -> {
      tx.script(
          """
          do $$ declare r text; begin
            if not exists (select from pg_roles where rolname = 'ROLE') then
              create role ROLE login createrole password 'test';
            end if;
            execute format('alter database %I owner to ROLE', current_database());
            alter schema public owner to ROLE;
            -- Roles are the server's, and another test may have made them; whoever makes them may
            -- grant them.
            foreach r in array array['neon_auth_owner', 'neon_auth_keyadmin', 'authenticated', 'anonymous'] loop
              if exists (select from pg_roles where rolname = r) then
                execute format('grant %I to ROLE with ' ||
                  case when current_setting('server_version_num')::int >= 160000
                    then 'admin true, inherit false, set false' else 'admin option' end, r);
              end if;
            end loop;
          end $$
          """
              .replace("ROLE", name));
      return true;
    });
  }
}
