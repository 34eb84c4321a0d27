package dev.rollcall.auth.account;

import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The tables `rollcall_auth.account`, `password` and `oauth_account`, for one account in one
/// transaction.
record AccountFields(Transaction tx, UUID id) {

  /// False where there is one of this id.
  boolean insert(AccountChange wanted, Instant at) throws SQLException {
    return tx.update(
            """
            insert into rollcall_auth.account
                   (id, display_name, profile_image_url, client_metadata, client_read_only_metadata,
                    server_metadata, otp_enabled, is_anonymous, signed_up_at, last_active_at,
                    updated_at, search)
            values (?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?,
                    lower(concat_ws(chr(10), ?::text, ?::text)))
            on conflict (id) do nothing
            """,
            id,
            wanted.displayName().or(null),
            wanted.profileImageUrl().or(null),
            text(wanted.clientMetadata()),
            text(wanted.clientReadOnlyMetadata()),
            text(wanted.serverMetadata()),
            Boolean.TRUE.equals(wanted.otpEnabled().or(false)),
            Boolean.TRUE.equals(wanted.anonymous().or(false)),
            at,
            at,
            at,
            wanted.displayName().or(null),
            wanted.email().or(null))
        == 1;
  }

  /// Holds the account until the transaction ends; false where there is none.
  boolean lock() throws SQLException {
    return tx.one(
            "select 1 from rollcall_auth.account where id = ? for update", row -> row.getInt(1), id)
        .isPresent();
  }

  void update(AccountChange wanted) throws SQLException {
    List<String> sets = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    wanted.displayName().ifPresent(value -> set(sets, values, "display_name = ?", value));
    wanted.profileImageUrl().ifPresent(value -> set(sets, values, "profile_image_url = ?", value));
    json(wanted.clientMetadata(), sets, values, "client_metadata");
    json(wanted.clientReadOnlyMetadata(), sets, values, "client_read_only_metadata");
    json(wanted.serverMetadata(), sets, values, "server_metadata");
    wanted.otpEnabled().ifPresent(value -> set(sets, values, "otp_enabled = ?", value));
    wanted.anonymous().ifPresent(value -> set(sets, values, "is_anonymous = ?", value));
    if (!sets.isEmpty()) {
      values.add(id);
      tx.update(
          "update rollcall_auth.account set " + String.join(", ", sets) + " where id = ?",
          values.toArray());
    }
  }

  private static void set(
      List<String> sets, List<@Nullable Object> values, String sql, @Nullable Object value) {
    sets.add(sql);
    values.add(value);
  }

  private static void json(
      Given<JsonNode> given, List<String> sets, List<@Nullable Object> values, String column) {
    if (given.present()) {
      set(sets, values, column + " = ?::jsonb", text(given));
    }
  }

  private static @Nullable String text(Given<JsonNode> given) {
    JsonNode value = given.or(null);
    return value == null || value.isNull() ? null : value.toString();
  }

  void setPassword(Given<String> hash, Instant now) throws SQLException {
    if (!hash.present()) {
      return;
    }
    String text = hash.value();
    if (text == null) {
      tx.update("delete from rollcall_auth.password where account = ?", id);
    } else {
      tx.update(
          """
          insert into rollcall_auth.password (account, hash, changed_at) values (?, ?, ?)
          on conflict (account) do update set hash = excluded.hash, changed_at = excluded.changed_at
          """,
          id,
          text,
          now);
    }
  }

  /// False where the account at the OAuth provider belongs to somebody already.
  boolean link(Account.OAuthAccount oauth) throws SQLException {
    return tx.update(
            """
            insert into rollcall_auth.oauth_account (provider, provider_account_id, account, email)
            values (?, ?, ?, ?)
            on conflict do nothing
            """,
            oauth.provider(),
            oauth.accountId(),
            id,
            oauth.email())
        == 1;
  }

  /// A later time than the version before, however many changes one millisecond sees.
  boolean newVersion(Instant now) throws SQLException {
    return tx.update(
            """
            update rollcall_auth.account a
               set updated_at = greatest(?::timestamptz, a.updated_at + interval '1 millisecond'),
                   search = lower(concat_ws(chr(10), a.display_name,
                     (select string_agg(c.value, chr(10))
                        from rollcall_auth.contact_channel c where c.account = a.id)))
             where a.id = ?
            """,
            now,
            id)
        == 1;
  }

  boolean ban(@Nullable Instant at, @Nullable String reason) throws SQLException {
    return tx.update(
            "update rollcall_auth.account set banned_at = ?::timestamptz, ban_reason = ? where id = ?",
            at,
            reason,
            id)
        == 1;
  }

  boolean active(Instant at, Instant notSince) throws SQLException {
    return tx.update(
            """
            update rollcall_auth.account set last_active_at = ?
             where id = ? and last_active_at <= ?
            """,
            at,
            id,
            notSince)
        == 1;
  }

  /// The addresses of its accounts at OAuth providers.
  List<String> addressesElsewhere() throws SQLException {
    return tx.all(
        "select email from rollcall_auth.oauth_account where account = ? and email is not null",
        row -> row.getString(1),
        id);
  }

  void delete() throws SQLException {
    tx.update("delete from rollcall_auth.account where id = ?", id);
  }
}
