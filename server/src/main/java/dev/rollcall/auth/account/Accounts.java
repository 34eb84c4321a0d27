package dev.rollcall.auth.account;

import dev.rollcall.auth.account.AccountWritten.EmailTaken;
import dev.rollcall.auth.account.AccountWritten.IdTaken;
import dev.rollcall.auth.account.AccountWritten.Missing;
import dev.rollcall.auth.account.AccountWritten.Written;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.sync.Applier;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes, changes and deletes accounts. Each call ends with the row of `users_sync` that says the
/// same, in the caller's transaction.
public final class Accounts {
  private static final Duration NOTE_ACTIVITY_EVERY = Duration.ofMinutes(5);

  private final Applier applier;

  public Accounts(Applier applier) {
    this.applier = applier;
  }

  public Optional<Account> find(Transaction tx, UUID id) throws SQLException {
    return AccountRows.find(tx, id);
  }

  /// The same, and holds it until the transaction ends.
  public Optional<Account> lock(Transaction tx, UUID id) throws SQLException {
    return new AccountFields(tx, id).lock() ? AccountRows.find(tx, id) : Optional.empty();
  }

  /// The account that signs in with this address, in whatever case it was typed.
  public Optional<Account> findByAuthEmail(Transaction tx, String email) throws SQLException {
    return AccountRows.findByAuthEmail(tx, email);
  }

  /// Makes an account.
  ///
  /// @param born when the user signed up: now, or a time from before for users who move in
  public AccountWritten create(
      Transaction tx, UUID id, AccountChange wanted, Instant born, Instant now)
      throws SQLException {
    Instant at = born.truncatedTo(ChronoUnit.MILLIS);
    AccountFields fields = new AccountFields(tx, id);
    if (!fields.insert(wanted, at)) {
      return new IdTaken();
    }
    String email = wanted.email().or(null);
    if (email != null) {
      boolean verified = Boolean.TRUE.equals(wanted.emailVerified().or(false));
      boolean usedForAuth = Boolean.TRUE.equals(wanted.emailUsedForAuth().or(false));
      if (!Channels.insert(tx, id, email, new Channels.Flags(true, verified, usedForAuth), at)) {
        fields.delete();
        return new EmailTaken(email);
      }
    }
    for (Account.OAuthAccount oauth : wanted.oauthAccounts()) {
      if (!fields.link(oauth)) {
        fields.delete();
        return new IdTaken();
      }
    }
    fields.setPassword(wanted.passwordHash(), at);
    return sync(tx, id, now) ? written(tx, id) : undo(fields);
  }

  /// Changes an account; every change is a new version.
  public AccountWritten change(Transaction tx, UUID id, AccountChange wanted, Instant now)
      throws SQLException {
    AccountFields fields = new AccountFields(tx, id);
    if (!hold(tx, id)) {
      return new Missing();
    }
    fields.update(wanted);
    fields.setPassword(wanted.passwordHash(), now);
    if (!new PrimaryEmail(tx, id).change(wanted, now)) {
      return new EmailTaken(String.valueOf(wanted.email().or("")));
    }
    return changed(tx, id, now);
  }

  /// Gives an account a new version after something that belongs to it was changed.
  public AccountWritten changed(Transaction tx, UUID id, Instant now) throws SQLException {
    if (!new AccountFields(tx, id).newVersion(now.truncatedTo(ChronoUnit.MILLIS))) {
      return new Missing();
    }
    sync(tx, id, now);
    return written(tx, id);
  }

  /// Deletes an account and all that belongs to it; its row is marked as deleted.
  ///
  /// @return false where there was none
  public boolean delete(Transaction tx, UUID id, Instant now) throws SQLException {
    if (!hold(tx, id)) {
      return false;
    }
    new AccountFields(tx, id).delete();
    applier.applyNow(
        tx, new ProviderEvent.UserDeleted(id.toString(), now.truncatedTo(ChronoUnit.MILLIS)), now);
    return true;
  }

  /// Deletes an account and all that belongs to it, and answers the addresses that it had; empty
  /// where there was none. The caller holds the row, and sees to it.
  public Optional<Set<String>> erase(Transaction tx, UUID id) throws SQLException {
    AccountFields fields = new AccountFields(tx, id);
    if (!fields.lock()) {
      return Optional.empty();
    }
    Set<String> addresses = new HashSet<>();
    Channels.all(tx, id).forEach(channel -> addresses.add(channel.value()));
    addresses.addAll(fields.addressesElsewhere());
    fields.delete();
    return Optional.of(addresses);
  }

  /// Keeps a user from signing in; the caller ends the user's sessions.
  public AccountWritten ban(Transaction tx, UUID id, @Nullable String reason, Instant now)
      throws SQLException {
    return hold(tx, id) && new AccountFields(tx, id).ban(now, reason)
        ? changed(tx, id, now)
        : new Missing();
  }

  public AccountWritten unban(Transaction tx, UUID id, Instant now) throws SQLException {
    return hold(tx, id) && new AccountFields(tx, id).ban(null, null)
        ? changed(tx, id, now)
        : new Missing();
  }

  /// Notes that the user did something, at most once in five minutes; no version, no event.
  public void active(Transaction tx, Account account, Instant now) throws SQLException {
    if (now.isBefore(account.lastActiveAt().plus(NOTE_ACTIVITY_EVERY))) {
      return;
    }
    applier.holdRow(tx, account.id().toString());
    Instant at = now.truncatedTo(ChronoUnit.MILLIS);
    if (new AccountFields(tx, account.id()).active(at, now.minus(NOTE_ACTIVITY_EVERY))) {
      applier.noteNow(tx, account.id().toString(), "last_active_at_millis", at.toEpochMilli());
    }
  }

  /// Holds an account and its row until the transaction ends; false where there is no account.
  boolean hold(Transaction tx, UUID id) throws SQLException {
    applier.holdRow(tx, id.toString());
    return new AccountFields(tx, id).lock();
  }

  private AccountWritten undo(AccountFields fields) throws SQLException {
    fields.delete();
    return new IdTaken();
  }

  private static AccountWritten written(Transaction tx, UUID id) throws SQLException {
    return AccountRows.find(tx, id).<AccountWritten>map(Written::new).orElseGet(Missing::new);
  }

  private boolean sync(Transaction tx, UUID id, Instant now) throws SQLException {
    Account account = AccountRows.find(tx, id).orElseThrow();
    return applier.applyNow(
        tx, new ProviderEvent.UserChanged(BuiltInConnector.user(account), true), now);
  }
}
