package dev.rollcall.auth.account;

import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Changes of the address that counts as a user's own, as a user's record states it.
record PrimaryEmail(Transaction tx, UUID account) {

  /// False where somebody else signs in with the address. Changing it keeps what is known of the
  /// channel, unless the change says otherwise.
  boolean change(AccountChange wanted, Instant now) throws SQLException {
    Optional<Channel> before = Channels.primary(tx, account);
    if (wanted.email().present()) {
      String email = wanted.email().value();
      if (email == null) {
        if (before.isPresent()) {
          Channels.delete(tx, before.get().id());
        }
        return true;
      }
      if (before.isEmpty()) {
        return add(wanted, email, now);
      }
    }
    if (before.isEmpty()) {
      return true;
    }
    Channel channel = before.get();
    String value = Optional.ofNullable(wanted.email().or(channel.value())).orElseThrow();
    boolean verified = Boolean.TRUE.equals(wanted.emailVerified().or(channel.verified()));
    boolean usedForAuth = Boolean.TRUE.equals(wanted.emailUsedForAuth().or(channel.usedForAuth()));
    if (value.equals(channel.value())
        && verified == channel.verified()
        && usedForAuth == channel.usedForAuth()) {
      return true;
    }
    Channels.dropSecondary(tx, account, value);
    return Channels.update(
        tx, channel.id(), value, new Channels.Flags(true, verified, usedForAuth));
  }

  private boolean add(AccountChange wanted, String email, Instant now) throws SQLException {
    boolean verified = Boolean.TRUE.equals(wanted.emailVerified().or(false));
    boolean usedForAuth = Boolean.TRUE.equals(wanted.emailUsedForAuth().or(false));
    Channels.dropSecondary(tx, account, email);
    return Channels.insert(
        tx, account, email, new Channels.Flags(true, verified, usedForAuth), now);
  }
}
