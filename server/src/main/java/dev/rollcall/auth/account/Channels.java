package dev.rollcall.auth.account;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The table `rollcall_auth.contact_channel`. Changes of a channel are changes of its user:
/// [ContactChannels] sees to that.
final class Channels {
  private static final String SELECT =
      """
      select id, account, value, is_primary, is_verified, used_for_auth, created_at
        from rollcall_auth.contact_channel
      """;

  private static final String UNIQUE_VIOLATION = "23505";

  private Channels() {}

  record Flags(boolean primary, boolean verified, boolean usedForAuth) {}

  /// False where the address is used already: by somebody else to sign in, or by this user.
  static boolean insert(Transaction tx, UUID account, String value, Flags flags, Instant at)
      throws SQLException {
    return tx.update(
            """
            insert into rollcall_auth.contact_channel
                   (id, account, type, value, is_primary, is_verified, used_for_auth, created_at)
            values (gen_random_uuid(), ?, 'email', ?, ?, ?, ?, ?)
            on conflict do nothing
            """,
            account,
            value,
            flags.primary(),
            flags.verified(),
            flags.usedForAuth(),
            at)
        == 1;
  }

  /// False where the address is used already.
  static boolean update(Transaction tx, UUID channel, String value, Flags flags)
      throws SQLException {
    try {
      tx.undoIfItFails(() ->
          tx.update(
              """
              update rollcall_auth.contact_channel
                 set value = ?, is_primary = ?, is_verified = ?, used_for_auth = ?
               where id = ?
              """,
              value,
              flags.primary(),
              flags.verified(),
              flags.usedForAuth(),
              channel));
      return true;
    } catch (SQLException refused) {
      if (UNIQUE_VIOLATION.equals(refused.getSQLState())) {
        return false;
      }
      throw refused;
    }
  }

  static void unsetPrimary(Transaction tx, UUID account) throws SQLException {
    tx.update(
        """
        update rollcall_auth.contact_channel set is_primary = false
         where account = ? and is_primary
        """,
        account);
  }

  static void delete(Transaction tx, UUID channel) throws SQLException {
    tx.update("delete from rollcall_auth.contact_channel where id = ?", channel);
  }

  /// Takes the user's other channel with this address away: it becomes the primary one's.
  static void dropSecondary(Transaction tx, UUID account, String value) throws SQLException {
    tx.update(
        """
        delete from rollcall_auth.contact_channel
         where account = ? and type = 'email' and lower(value) = lower(?) and not is_primary
        """,
        account,
        value);
  }

  static Optional<Channel> primary(Transaction tx, UUID account) throws SQLException {
    return tx.one(
        SELECT + "where account = ? and type = 'email' and is_primary", Channels::read, account);
  }

  static Optional<Channel> find(Transaction tx, UUID account, UUID id) throws SQLException {
    return tx.one(SELECT + "where account = ? and id = ?", Channels::read, account, id);
  }

  static List<Channel> all(Transaction tx, UUID account) throws SQLException {
    return tx.all(SELECT + "where account = ? order by created_at, id", Channels::read, account);
  }

  /// The channels with this address, of whomever.
  static List<Channel> withAddress(Transaction tx, String value) throws SQLException {
    return tx.all(
        SELECT + "where type = 'email' and lower(value) = lower(?)", Channels::read, value);
  }

  private static Channel read(ResultSet row) throws SQLException {
    return new Channel(
        row.getObject("id", UUID.class),
        row.getObject("account", UUID.class),
        Columns.text(row, "value"),
        row.getBoolean("is_primary"),
        row.getBoolean("is_verified"),
        row.getBoolean("used_for_auth"),
        Columns.someTime(row, "created_at"));
  }
}
