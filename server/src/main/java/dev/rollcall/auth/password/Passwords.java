package dev.rollcall.auth.password;

import dev.rollcall.auth.account.Account;
import dev.rollcall.auth.account.Accounts;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.secret.Secret;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Passwords of accounts: the table `rollcall_auth.password` as a lock that opens or does not.
/// Hashes are computed between transactions, so that none is held open by them.
public final class Passwords {
  private final Database database;
  private final Accounts accounts;
  private final PasswordHasher hasher;
  private final PasswordRule rule;

  public Passwords(Database database, Accounts accounts, PasswordHasher hasher, PasswordRule rule) {
    this.database = database;
    this.accounts = accounts;
    this.hasher = hasher;
    this.rule = rule;
  }

  /// What became of a password that is to be set.
  public sealed interface Prepared {
    record Ready(String hash) implements Prepared {}

    record Unfit(PasswordFault fault) implements Prepared {}

    /// Too many hashes are waiting to be computed.
    record Busy() implements Prepared {}
  }

  /// What became of a password that was typed.
  public sealed interface Check {
    record Right(Account account) implements Check {}

    /// Wrong password, no password and unknown user are one case on purpose.
    record Wrong() implements Check {}

    record Busy() implements Check {}
  }

  private record Lock(@Nullable Account account, @Nullable String hash) {}

  public Prepared prepare(Secret password) {
    Optional<PasswordFault> fault = rule.fault(password);
    if (fault.isPresent()) {
      return new Prepared.Unfit(fault.get());
    }
    return switch (hasher.hash(password)) {
      case HashAnswer.Hashed(var text) -> new Prepared.Ready(text);
      case HashAnswer.TooBusy() -> new Prepared.Busy();
    };
  }

  /// Whether a hash that was made elsewhere can be taken over.
  public boolean understands(String hash) {
    return hasher.understands(hash);
  }

  /// Checks the password of whoever signs in with this address. An unknown one takes as long.
  public Check check(String email, Secret password) {
    return open(
        database.inTransaction(tx -> lock(tx, accounts.findByAuthEmail(tx, email))), password);
  }

  public Check check(UUID account, Secret password) {
    return open(database.inTransaction(tx -> lock(tx, accounts.find(tx, account))), password);
  }

  private Check open(Lock lock, Secret password) {
    String hash = lock.hash();
    PasswordCheck check =
        hash == null ? hasher.verifyDummy(password) : hasher.verify(password, hash);
    Account account = lock.account();
    return switch (check) {
      case PasswordCheck.TooBusy() -> new Check.Busy();
      case PasswordCheck.Wrong() -> new Check.Wrong();
      case PasswordCheck.Right(var needsRehash) -> {
        if (account == null || hash == null) {
          yield new Check.Wrong();
        }
        if (needsRehash) {
          rehash(account.id(), hash, password);
        }
        yield new Check.Right(account);
      }
    };
  }

  /// The same password under the parameters of today; no change of the user.
  private void rehash(UUID account, String before, Secret password) {
    if (hasher.hash(password) instanceof HashAnswer.Hashed(var hash)) {
      database.inTransaction(tx ->
          tx.update(
              "update rollcall_auth.password set hash = ? where account = ? and hash = ?",
              hash,
              account,
              before));
    }
  }

  private static Lock lock(Transaction tx, Optional<Account> account) throws SQLException {
    if (account.isEmpty()) {
      return new Lock(null, null);
    }
    return new Lock(
        account.get(),
        tx.one(
                "select hash from rollcall_auth.password where account = ?",
                row -> row.getString(1),
                account.get().id())
            .orElse(null));
  }
}
