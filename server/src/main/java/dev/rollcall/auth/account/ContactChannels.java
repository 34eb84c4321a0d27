package dev.rollcall.auth.account;

import dev.rollcall.auth.account.Channels.Flags;
import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The addresses of a user. Every change is a new version of the account.
public final class ContactChannels {
  private final Accounts accounts;

  public ContactChannels(Accounts accounts) {
    this.accounts = accounts;
  }

  /// What became of a change.
  public sealed interface Outcome {
    record Done(Channel channel) implements Outcome {}

    record Missing() implements Outcome {}

    /// Somebody else signs in with the address.
    record TakenByAnother(String value) implements Outcome {}

    /// The user has a channel with this address already.
    record AlreadyThere() implements Outcome {}
  }

  /// A channel that is to be.
  public record NewChannel(String value, boolean primary, boolean verified, boolean usedForAuth) {}

  /// A change of one channel.
  public record Change(
      Given<String> value,
      Given<Boolean> primary,
      Given<Boolean> verified,
      Given<Boolean> usedForAuth) {}

  public List<Channel> all(Transaction tx, UUID account) throws SQLException {
    return Channels.all(tx, account);
  }

  public Optional<Channel> find(Transaction tx, UUID account, UUID channel) throws SQLException {
    return Channels.find(tx, account, channel);
  }

  /// The channels with this address, of whomever, in whatever case it was typed.
  public List<Channel> withAddress(Transaction tx, String value) throws SQLException {
    return Channels.withAddress(tx, value);
  }

  public Outcome add(Transaction tx, UUID account, NewChannel wanted, Instant now)
      throws SQLException {
    String value = wanted.value();
    if (!accounts.hold(tx, account)) {
      return new Outcome.Missing();
    }
    if (Channels.all(tx, account).stream().anyMatch(one -> one.value().equalsIgnoreCase(value))) {
      return new Outcome.AlreadyThere();
    }
    if (wanted.usedForAuth() && takenByAnother(tx, account, value)) {
      return new Outcome.TakenByAnother(value);
    }
    if (wanted.primary()) {
      Channels.unsetPrimary(tx, account);
    }
    Flags flags = new Flags(wanted.primary(), wanted.verified(), wanted.usedForAuth());
    if (!Channels.insert(tx, account, value, flags, now)) {
      return new Outcome.TakenByAnother(value);
    }
    accounts.changed(tx, account, now);
    return Channels.all(tx, account).stream()
        .filter(one -> one.value().equals(value))
        .findFirst()
        .<Outcome>map(Outcome.Done::new)
        .orElseGet(Outcome.Missing::new);
  }

  /// A changed address is no longer verified, unless the change says so.
  public Outcome change(Transaction tx, UUID account, UUID id, Change wanted, Instant now)
      throws SQLException {
    if (!accounts.hold(tx, account)) {
      return new Outcome.Missing();
    }
    Optional<Channel> found = Channels.find(tx, account, id);
    if (found.isEmpty()) {
      return new Outcome.Missing();
    }
    Channel before = found.get();
    String value = Optional.ofNullable(wanted.value().or(before.value())).orElseThrow();
    boolean usedForAuth = Boolean.TRUE.equals(wanted.usedForAuth().or(before.usedForAuth()));
    if (usedForAuth && takenByAnother(tx, account, value)) {
      return new Outcome.TakenByAnother(value);
    }
    boolean kept = before.verified() && value.equals(before.value());
    boolean verified = Boolean.TRUE.equals(wanted.verified().or(kept));
    boolean primary = Boolean.TRUE.equals(wanted.primary().or(before.primary()));
    if (primary && !before.primary()) {
      Channels.unsetPrimary(tx, account);
    }
    if (!Channels.update(tx, id, value, new Flags(primary, verified, usedForAuth))) {
      return takenByAnother(tx, account, value)
          ? new Outcome.TakenByAnother(value)
          : new Outcome.AlreadyThere();
    }
    accounts.changed(tx, account, now);
    return new Outcome.Done(Channels.find(tx, account, id).orElseThrow());
  }

  /// False where the user has no such channel.
  public boolean remove(Transaction tx, UUID account, UUID id, Instant now) throws SQLException {
    if (!accounts.hold(tx, account) || Channels.find(tx, account, id).isEmpty()) {
      return false;
    }
    Channels.delete(tx, id);
    accounts.changed(tx, account, now);
    return true;
  }

  private static boolean takenByAnother(Transaction tx, UUID account, String value)
      throws SQLException {
    return Channels.withAddress(tx, value).stream()
        .anyMatch(one -> one.usedForAuth() && !one.account().equals(account));
  }
}
