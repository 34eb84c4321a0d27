package dev.rollcall.auth.account;

import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import java.sql.SQLException;

/// Has an account go with its row: `delete from neon_auth.users_sync` deletes the user.
public final class AccountTrigger {
  private AccountTrigger() {}

  public static void ensure(Transaction tx, UsersTable table) throws SQLException {
    tx.script(
        """
        create or replace trigger rollcall_delete_account
          after delete on %s for each row execute function rollcall_auth.delete_account()
        """
            .formatted(table.name()));
  }
}
