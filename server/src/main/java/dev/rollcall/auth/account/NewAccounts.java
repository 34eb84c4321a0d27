package dev.rollcall.auth.account;

import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Many new accounts at once, with the same statements as for one.
final class NewAccounts {
  private final Map<UUID, MovingUser> users;

  /// In the order of their ids, so that two imports of the same users cannot deadlock.
  private NewAccounts(Map<UUID, MovingUser> users) {
    this.users = new TreeMap<>(users);
  }

  /// Inserts accounts; one that somebody else has just made, or whose address somebody has just
  /// taken, is left out.
  static void insert(Transaction tx, Map<UUID, MovingUser> users, Instant now) throws SQLException {
    Set<UUID> made = new NewAccounts(users).insertAccounts(tx, now);
    Map<UUID, MovingUser> mine = new TreeMap<>(users);
    mine.keySet().retainAll(made);
    NewAccounts inserted = new NewAccounts(mine);
    inserted.insertChannels(tx, now);
    inserted.insertPasswords(tx, now);
  }

  static List<Account> read(Transaction tx, Collection<UUID> ids) throws SQLException {
    return tx.all(
        AccountRows.SELECT + "where a.id = any (?) order by a.id",
        AccountRows::read,
        new SqlArray("uuid", ids.toArray()));
  }

  private Set<UUID> insertAccounts(Transaction tx, Instant now) throws SQLException {
    SqlArray born = SqlArray.times(each(user -> born(user, now)));
    return new HashSet<>(
        tx.all(
            """
            insert into rollcall_auth.account
                   (id, display_name, profile_image_url, client_metadata, client_read_only_metadata,
                    server_metadata, otp_enabled, signed_up_at, last_active_at, updated_at, search)
            select id, display_name, profile_image_url, client_metadata::jsonb,
                   client_read_only_metadata::jsonb, server_metadata::jsonb, otp_enabled, born, born,
                   born, lower(concat_ws(chr(10), display_name, email))
              from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
                as u (id, display_name, profile_image_url, client_metadata,
                      client_read_only_metadata, server_metadata, otp_enabled, born, email)
            on conflict do nothing
            returning id
            """,
            row -> row.getObject(1, UUID.class),
            ids(),
            texts(user -> user.said().displayName().or(null)),
            texts(user -> user.said().profileImageUrl().or(null)),
            texts(user -> json(user.said().clientMetadata())),
            texts(user -> json(user.said().clientReadOnlyMetadata())),
            texts(user -> json(user.said().serverMetadata())),
            new SqlArray("boolean", each(user -> user.said().otpEnabled().or(false)).toArray()),
            born,
            texts(MovingUser::email)));
  }

  private void insertChannels(Transaction tx, Instant now) throws SQLException {
    tx.update(
        """
        with mailed as (
          select * from unnest(?, ?, ?, ?) as u (account, value, is_verified, born)
           where value is not null),
        made as (
          insert into rollcall_auth.contact_channel
                 (id, account, type, value, is_primary, is_verified, used_for_auth, created_at)
          select gen_random_uuid(), account, 'email', value, true, is_verified, true, born
            from mailed
          on conflict do nothing
          returning account)
        delete from rollcall_auth.account
         where id in (select account from mailed except select account from made)
        """,
        ids(),
        texts(MovingUser::email),
        new SqlArray("boolean", each(user -> user.said().emailVerified().or(false)).toArray()),
        SqlArray.times(each(user -> born(user, now))));
  }

  private void insertPasswords(Transaction tx, Instant now) throws SQLException {
    tx.update(
        """
        insert into rollcall_auth.password (account, hash, changed_at)
        select u.account, u.hash, ?
          from unnest(?, ?) as u (account, hash)
          join rollcall_auth.account a on a.id = u.account
         where u.hash is not null
        """,
        now,
        ids(),
        texts(MovingUser::passwordHash));
  }

  private static Instant born(MovingUser user, Instant now) {
    Instant created = user.createdAt();
    return (created == null ? now : created).truncatedTo(ChronoUnit.MILLIS);
  }

  private static @Nullable String json(Given<JsonNode> given) {
    JsonNode value = given.or(null);
    return value == null || value.isNull() ? null : value.toString();
  }

  private SqlArray ids() {
    return new SqlArray("uuid", users.keySet().toArray());
  }

  private SqlArray texts(Function<MovingUser, @Nullable String> value) {
    return SqlArray.texts(each(value));
  }

  private <T> List<@Nullable T> each(Function<MovingUser, @Nullable T> value) {
    List<@Nullable T> all = new ArrayList<>();
    users.values().forEach(user -> all.add(value.apply(user)));
    return all;
  }
}
