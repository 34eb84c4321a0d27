package dev.rollcall.auth.account;

import dev.rollcall.auth.account.Account.OAuthAccount;
import dev.rollcall.json.Json;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/// Reads accounts out of `rollcall_auth`.
final class AccountRows {
  private AccountRows() {}

  static final String SELECT =
      """
      select a.id, a.display_name, a.profile_image_url, a.client_metadata::text as client_metadata,
             a.client_read_only_metadata::text as client_read_only_metadata,
             a.server_metadata::text as server_metadata, a.otp_enabled, a.is_anonymous,
             a.signed_up_at, a.last_active_at, a.updated_at, a.banned_at, a.ban_reason,
             p.account is not null as has_password,
             c.id as channel_id, c.value, c.is_verified, c.used_for_auth, c.created_at,
             (select json_agg(json_build_array(o.provider, o.provider_account_id, o.email)
                              order by o.provider, o.provider_account_id)::text
                from rollcall_auth.oauth_account o where o.account = a.id) as oauth
        from rollcall_auth.account a
        left join rollcall_auth.password p on p.account = a.id
        left join rollcall_auth.contact_channel c
               on c.account = a.id and c.type = 'email' and c.is_primary
      """;

  static Optional<Account> find(Transaction tx, UUID id) throws SQLException {
    return tx.one(SELECT + "where a.id = ?", AccountRows::read, id);
  }

  /// The account that signs in with this address.
  static Optional<Account> findByAuthEmail(Transaction tx, String email) throws SQLException {
    return tx.one(
        SELECT
            + """
            where a.id = (select account from rollcall_auth.contact_channel
                           where type = 'email' and lower(value) = lower(?) and used_for_auth)
            """,
        AccountRows::read,
        email);
  }

  static Account read(ResultSet row) throws SQLException {
    UUID id = row.getObject("id", UUID.class);
    Instant bannedAt = Columns.time(row, "banned_at");
    return new Account(
        id,
        row.getString("display_name"),
        row.getString("profile_image_url"),
        new Account.Metadata(
            json(row, "client_metadata"),
            json(row, "client_read_only_metadata"),
            json(row, "server_metadata")),
        row.getBoolean("has_password"),
        row.getBoolean("otp_enabled"),
        row.getBoolean("is_anonymous"),
        Columns.someTime(row, "signed_up_at"),
        Columns.someTime(row, "last_active_at"),
        Columns.someTime(row, "updated_at"),
        bannedAt == null ? null : new Account.Ban(bannedAt, row.getString("ban_reason")),
        primary(id, row),
        oauth(row.getString("oauth")));
  }

  private static @Nullable Channel primary(UUID account, ResultSet row) throws SQLException {
    UUID id = row.getObject("channel_id", UUID.class);
    return id == null
        ? null
        : new Channel(
            id,
            account,
            Columns.text(row, "value"),
            true,
            row.getBoolean("is_verified"),
            row.getBoolean("used_for_auth"),
            Columns.someTime(row, "created_at"));
  }

  private static List<OAuthAccount> oauth(@Nullable String json) {
    List<OAuthAccount> accounts = new ArrayList<>();
    if (json != null) {
      for (JsonNode one : Json.MAPPER.readTree(json)) {
        JsonNode email = one.get(2);
        accounts.add(
            new OAuthAccount(
                one.get(0).stringValue(),
                one.get(1).stringValue(),
                email.isNull() ? null : email.stringValue()));
      }
    }
    return accounts;
  }

  private static JsonNode json(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? NullNode.getInstance() : Json.MAPPER.readTree(text);
  }
}
