package dev.rollcall.api.stack;

import dev.rollcall.auth.account.Account.OAuthAccount;
import dev.rollcall.auth.account.AccountChange;
import dev.rollcall.auth.account.Given;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What may be said of a user, by the application's server and by the user's own browser.
final class UserShapes {
  private static final int LONGEST_IMAGE = 1_000_000;

  private UserShapes() {}

  private static final Shape OAUTH_ACCOUNT =
      Shape.empty()
          .with("id", Rule.text().defined())
          .with("account_id", Rule.text().defined())
          .with("email", Rule.text().nullable());

  private static final Shape SERVER =
      Shape.empty()
          .with("display_name", Rule.text().nullable())
          .with("profile_image_url", Rule.text().url().max(LONGEST_IMAGE).nullable())
          .with("client_metadata", Rule.json())
          .with("client_read_only_metadata", Rule.json())
          .with("server_metadata", Rule.json())
          .with("primary_email", Rule.text().email().notEmpty().nullable())
          .with("primary_email_verified", Rule.bool())
          .with("primary_email_auth_enabled", Rule.bool())
          .with("password", Rule.text().nullable())
          .with("password_hash", Rule.text())
          .with("otp_auth_enabled", Rule.bool())
          .with("passkey_auth_enabled", Rule.bool())
          .with("totp_secret_base64", Rule.text().base64().nullable());

  static final Shape CREATE =
      SERVER
          .with("is_anonymous", Rule.bool())
          .with("oauth_providers", Rule.list(Rule.object(OAUTH_ACCOUNT)));

  static final Shape UPDATE =
      SERVER
          .with("is_anonymous", Rule.bool())
          .with("selected_team_id", Rule.text().uuid().nullable());

  static final Shape OWN_UPDATE =
      Shape.empty()
          .with("display_name", Rule.text().nullable())
          .with("profile_image_url", Rule.text().url().max(LONGEST_IMAGE).nullable())
          .with("client_metadata", Rule.json())
          .with("selected_team_id", Rule.text().uuid().nullable())
          .with("totp_secret_base64", Rule.text().base64().nullable())
          .with("otp_auth_enabled", Rule.bool())
          .with("passkey_auth_enabled", Rule.bool());

  /// Checks what no shape can tell, and makes a change of it.
  ///
  /// @param passwordHash a password that was sent, hashed; or nothing for one that is taken away
  static AccountChange change(Fields body, Given<String> passwordHash) {
    refuse(body);
    return new AccountChange(
        text(body, "display_name"),
        text(body, "profile_image_url"),
        json(body, "client_metadata"),
        json(body, "client_read_only_metadata"),
        json(body, "server_metadata"),
        text(body, "primary_email"),
        bool(body, "primary_email_verified"),
        bool(body, "primary_email_auth_enabled"),
        passwordHash,
        bool(body, "otp_auth_enabled"),
        bool(body, "is_anonymous"),
        oauthAccounts(body));
  }

  /// What belongs to features that do not exist here is refused rather than forgotten.
  private static void refuse(Fields body) {
    body.findText("profile_image_url").ifPresent(ProfileImage::checkAddress);
    if (body.findText("selected_team_id").isPresent()) {
      throw DetailedError.teamNotFound(body.text("selected_team_id")).refused();
    }
    if (body.findText("totp_secret_base64").isPresent()) {
      throw StackAnswer.plainError(400, "Multi-factor authentication is not supported here.")
          .refused();
    }
    if (body.findBool("passkey_auth_enabled").orElse(false)) {
      throw StackAnswer.plainError(400, "Passkeys are not supported here.").refused();
    }
  }

  private static List<OAuthAccount> oauthAccounts(Fields body) {
    return body.findObjects("oauth_providers").orElse(List.of()).stream()
        .map(one ->
            new OAuthAccount(
                one.text("id"), one.text("account_id"), one.findText("email").orElse(null)))
        .toList();
  }

  private static Given<String> text(Fields body, String name) {
    if (!body.has(name)) {
      return Given.not();
    }
    @Nullable String text = body.findText(name).orElse(null);
    boolean emptyName = text != null && text.isEmpty() && name.equals("display_name");
    return Given.as(emptyName ? null : text);
  }

  private static Given<Boolean> bool(Fields body, String name) {
    return body.findBool(name).map(Given::as).orElseGet(Given::not);
  }

  private static Given<tools.jackson.databind.JsonNode> json(Fields body, String name) {
    return body.json(name).map(Given::as).orElseGet(Given::not);
  }
}
