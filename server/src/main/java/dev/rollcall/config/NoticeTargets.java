package dev.rollcall.config;

import dev.rollcall.secret.Secret;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Who is told when something goes wrong for some time.
///
/// @param webhook null where no webhook is sent
/// @param mail null where no mail is sent
public record NoticeTargets(@Nullable Webhook webhook, @Nullable Mail mail) {

  /// @param secret in the form of Standard Webhooks, `whsec_...`
  public record Webhook(URI url, Secret secret) {}

  /// @param login user and password, with a colon between them; null where the server asks for none
  public record Mail(
      String to, String from, String host, int port, boolean tls, @Nullable Secret login) {}
}
