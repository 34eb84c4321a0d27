package dev.rollcall.rls;

import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import java.sql.SQLException;

/// What stands between `users_sync` and the API roles: column privileges, and a restrictive policy
/// that binds those two roles alone. All others see the table as before, by a policy that lets
/// them.
record UsersFence(UsersTable table) {

  boolean exists(Transaction tx) throws SQLException {
    return tx.number(
            "select count(*) from pg_policy where polname = 'rollcall_api_rows'"
                + " and polrelid = to_regclass(?)",
            table.name())
        > 0;
  }

  boolean tableExists(Transaction tx) throws SQLException {
    return tx.one("select to_regclass(?) is not null", row -> row.getBoolean(1), table.name())
        .orElse(false);
  }

  void set(Transaction tx, UsersPolicy policy) throws SQLException {
    lift(tx);
    tx.script(
        """
        alter table TABLE enable row level security;
        create policy rollcall_other_roles on TABLE as permissive for all to public
          using (true) with check (true)
        """
            .replace("TABLE", table.name()));
    tx.update(
        "create policy rollcall_api_rows on %s as restrictive for all to authenticated, anonymous using (%s\n)"
            .formatted(table.name(), policy.rows()));
    tx.script("grant usage on schema " + table.schema() + " to authenticated");
    if (!policy.columns().isEmpty()) {
      tx.script(
          "grant select (%s) on %s to authenticated"
              .formatted(String.join(", ", policy.columns()), table.name()));
    }
  }

  void lift(Transaction tx) throws SQLException {
    boolean there = exists(tx);
    tx.script(
        """
        drop policy if exists rollcall_api_rows on TABLE;
        drop policy if exists rollcall_other_roles on TABLE;
        revoke all on TABLE from authenticated, anonymous
        """
            .replace("TABLE", table.name()));
    if (there) {
      tx.script("alter table " + table.name() + " disable row level security");
    }
  }
}
