package dev.rollcall.auth.account;

import dev.rollcall.auth.account.Account.OAuthAccount;
import dev.rollcall.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A user as the protocol shows it. [#server] is what stands in `raw_json`, too.
public final class UserJson {
  private UserJson() {}

  /// For the application's server: 20 keys; a banned user has three more.
  public static ObjectNode server(Account account) {
    ObjectNode user = shared(account);
    Channel primary = account.primary();
    user.put("primary_email_auth_enabled", primary != null && primary.usedForAuth());
    user.put("last_active_at_millis", account.lastActiveAt().toEpochMilli());
    user.set("server_metadata", account.metadata().server());
    Account.Ban ban = account.ban();
    if (ban != null) {
      user.put("is_restricted", true);
      user.put("restricted_by_admin", true);
      user.put("restricted_by_admin_reason", ban.reason());
    }
    return user;
  }

  /// For the user's own browser: 17 keys.
  public static ObjectNode client(Account account) {
    return shared(account);
  }

  /// Adds what SDKs from 2026 on look for.
  public static ObjectNode later(ObjectNode user, Account account) {
    Account.@Nullable Ban ban = account.ban();
    user.put("is_restricted", ban != null);
    if (ban == null) {
      user.putNull("restricted_reason");
    } else {
      user.putObject("restricted_reason").put("type", "restricted_by_administrator");
    }
    user.put("restricted_by_admin", ban != null);
    user.put("restricted_by_admin_reason", ban == null ? null : ban.reason());
    user.putNull("restricted_by_admin_private_details");
    user.putNull("country_code");
    user.putObject("risk_scores").putObject("sign_up").put("bot", 0).put("free_trial_abuse", 0);
    return user;
  }

  private static ObjectNode shared(Account account) {
    ObjectNode user = Json.MAPPER.createObjectNode();
    user.put("id", account.id().toString());
    user.put("primary_email", account.email());
    user.put("primary_email_verified", account.emailVerified());
    user.put("display_name", account.displayName());
    user.put("profile_image_url", account.profileImageUrl());
    user.put("signed_up_at_millis", account.signedUpAt().toEpochMilli());
    user.set("client_metadata", account.metadata().client());
    user.set("client_read_only_metadata", account.metadata().clientReadOnly());
    user.put("has_password", account.hasPassword());
    user.put("otp_auth_enabled", account.otpEnabled());
    user.put("passkey_auth_enabled", false);
    user.put("auth_with_email", account.hasPassword() || account.otpEnabled());
    user.put("requires_totp_mfa", false);
    user.put("is_anonymous", account.anonymous());
    ArrayNode providers = user.putArray("oauth_providers");
    for (OAuthAccount oauth : account.oauthAccounts()) {
      providers
          .addObject()
          .put("id", oauth.provider())
          .put("account_id", oauth.accountId())
          .put("email", oauth.email());
    }
    user.putNull("selected_team_id");
    user.putNull("selected_team");
    return user;
  }
}
