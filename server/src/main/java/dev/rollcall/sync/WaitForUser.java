package dev.rollcall.sync;

import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import java.sql.SQLException;

/// The SQL function `rollcall.wait_for_user`, by which an application waits for a row. It runs with
/// the rights of its caller; whoever may use the schema may call it, and nothing else in there.
final class WaitForUser {
  private WaitForUser() {}

  static void ensure(Transaction tx, UsersTable table) throws SQLException {
    // Two servers that start at once would change the same rows of the catalogue.
    tx.all("select pg_advisory_xact_lock(hashtext('rollcall.wait_for_user'))", row -> true);
    tx.script(
        """
        create or replace function rollcall.wait_for_user(id text, timeout interval)
          returns boolean
          language plpgsql
          volatile
          set search_path = pg_catalog, pg_temp
        as $$
        declare
          give_up timestamptz := clock_timestamp() + timeout;
          pause   double precision := 0.002;
        begin
          if wait_for_user.id is null or timeout is null then
            raise exception 'rollcall.wait_for_user needs an id and a timeout, such as ''2s'''
              using errcode = 'null_value_not_allowed';
          end if;
          loop
            if exists (select from USERS_SYNC u
                        where u.id = wait_for_user.id::ID_TYPE and u.deleted_at is null) then
              return true;
            end if;
            if clock_timestamp() >= give_up then
              return false;
            end if;
            if current_setting('transaction_isolation')
                 not in ('read committed', 'read uncommitted') then
              raise exception
                'rollcall.wait_for_user cannot see new rows in a transaction that is %',
                current_setting('transaction_isolation')
                using errcode = 'active_sql_transaction',
                      hint = 'Its snapshot stays what it is. Wait before it begins, or use read committed.';
            end if;
            perform pg_sleep(
              least(pause, extract(epoch from give_up - clock_timestamp())::double precision));
            pause := least(pause * 1.5, 0.05);
          end loop;
        end
        $$;
        revoke execute on all functions in schema rollcall from public;
        grant execute on function rollcall.wait_for_user(text, interval) to public
        """
            .replace("USERS_SYNC", table.name())
            .replace("ID_TYPE", table.idType().sql()));
  }
}
