package dev.rollcall.app;

import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;

/// Keeps an application from running its own code as the role `rollcall`. Postgres looks a foreign
/// key's value up with the rights of the table that is referred to; a value of another type is
/// converted on the way, and an implicit cast may be a function of the application's. So such casts
/// to the types that an id can have are refused, save to a superuser.
final class CastGuard {
  private static final String EVENT_TRIGGER = "rollcall_refuse_casts";

  private CastGuard() {}

  /// @param tx a superuser's, in the project's database
  static void install(Transaction tx) throws SQLException {
    tx.script(
        """
        create schema if not exists rollcall_guard;
        create or replace function rollcall_guard.refuse_casts() returns event_trigger
          language plpgsql
          set search_path = pg_catalog, pg_temp
        as $$
        begin
          if not (select rolsuper from pg_roles where rolname = current_user)
             and exists (
               select from pg_event_trigger_ddl_commands() d
                 join pg_cast c on d.classid = 'pg_cast'::regclass and d.objid = c.oid
                where c.castcontext = 'i' and c.castmethod = 'f'
                  and c.casttarget in ('text'::regtype, 'uuid'::regtype))
          then
            raise exception 'Implicit casts to text or uuid cannot be created in this database'
              using errcode = 'insufficient_privilege',
                    detail = 'A foreign key to users_sync would run the function as its owner.',
                    hint = 'Create the cast AS ASSIGNMENT, or WITH INOUT.';
          end if;
        end
        $$;
        """);
    boolean there =
        tx.one(
                "select 1 from pg_event_trigger where evtname = ?",
                row -> row.getInt(1),
                EVENT_TRIGGER)
            .isPresent();
    if (!there) {
      tx.script(
          """
          create event trigger %s on ddl_command_end when tag in ('CREATE CAST')
            execute function rollcall_guard.refuse_casts()
          """
              .formatted(EVENT_TRIGGER));
    }
  }
}
