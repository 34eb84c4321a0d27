package dev.rollcall.auth.account;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The accounts that users who move in may be, or may be in the way of.
record KnownAccounts(
    Map<UUID, Account> accounts, Map<UUID, String> hashes, Map<Integer, UUID> owners) {

  private record Owner(int index, UUID account) {}

  private record Hash(UUID account, String text) {}

  static KnownAccounts of(Transaction tx, List<MovingUser> users) throws SQLException {
    List<MovingUser> mailed = users.stream().filter(user -> user.email() != null).toList();
    Map<Integer, UUID> owners = new HashMap<>();
    tx.all(
            """
            select e.n, c.account
              from unnest(?, ?) as e (n, value)
              join rollcall_auth.contact_channel c
                on c.type = 'email' and c.used_for_auth and lower(c.value) = lower(e.value)
            """,
            row -> new Owner(row.getInt(1), row.getObject(2, UUID.class)),
            SqlArray.longs(mailed.stream().map(user -> (long) user.index()).toList()),
            SqlArray.texts(mailed.stream().map(MovingUser::email).toList()))
        .forEach(owner -> owners.put(owner.index(), owner.account()));
    List<UUID> ids =
        java.util.stream.Stream.concat(
                users.stream().map(MovingUser::id).filter(Objects::nonNull),
                owners.values().stream())
            .distinct()
            .toList();
    SqlArray asked = new SqlArray("uuid", ids.toArray());
    Map<UUID, Account> accounts = new HashMap<>();
    tx.all(AccountRows.SELECT + "where a.id = any (?)", AccountRows::read, asked)
        .forEach(account -> accounts.put(account.id(), account));
    Map<UUID, String> hashes = new HashMap<>();
    tx.all(
            "select account, hash from rollcall_auth.password where account = any (?)",
            row -> new Hash(row.getObject(1, UUID.class), Columns.text(row, "hash")),
            asked)
        .forEach(hash -> hashes.put(hash.account(), hash.text()));
    return new KnownAccounts(accounts, hashes, owners);
  }

  /// Who signs in with the user's address.
  @Nullable UUID owner(MovingUser user) {
    return owners.get(user.index());
  }

  @Nullable Account account(UUID id) {
    return accounts.get(id);
  }

  @Nullable String hash(UUID id) {
    return hashes.get(id);
  }
}
