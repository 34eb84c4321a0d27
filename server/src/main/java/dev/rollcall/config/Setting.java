package dev.rollcall.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One setting of the server: how it is called as a flag, in the environment and in the file.
///
/// @param name in snake case, as in `rollcall.yaml`
/// @param variable its environment variable
/// @param otherwise the default, as text; null where there is none
public record Setting(
    String name, String variable, @Nullable String otherwise, boolean secret, String description) {

  /// Every setting, in the order in which the documentation lists them.
  public static final List<Setting> ALL =
      List.of(
          open("host", "127.0.0.1", "The address that the HTTP server listens on."),
          open("port", "7070", "Its port; 0 takes any free one."),
          open("data", ".rollcall", "The folder for everything that Rollcall keeps."),
          open("postgres_port", null, "The embedded Postgres' port; a free one is found once."),
          new Setting(
              "database_url",
              "DATABASE_URL",
              null,
              true,
              "A Postgres of your own, 14 or newer, in place of the embedded one."),
          open("public_url", null, "Where others reach this server, for life behind a proxy."),
          open(
              "trusted_proxies",
              null,
              "Networks of proxies, such as 10.0.0.0/8, with commas between: what they say in"
                  + " X-Forwarded-For is believed."),
          open(
              "issuer_networks",
              null,
              "Private networks, such as 10.1.0.0/16, with commas between, from which the key sets of"
                  + " other issuers may be fetched, by https."),
          open(
              "tls",
              null,
              "`dev`: listen for TLS too, with a certificate of an authority that is made in the data"
                  + " folder and trusted by nobody but whom you tell."),
          open(
              "tls_cert",
              null,
              "A certificate of your own for TLS: a PEM file, with the chain after it. Read again when"
                  + " it changes."),
          open("tls_key", null, "The private key of that certificate: a PEM file."),
          open("tls_port", "7443", "The port for TLS, where there is any; 0 takes any free one."),
          new Setting(
              "master_key",
              "ROLLCALL_MASTER_KEY",
              null,
              true,
              "The key that stored secrets are encrypted under: 32 bytes in Base64."),
          open("demo", "false", "Whether the mock provider runs."),
          open(
              "shared_owner",
              "false",
              "Whether the built-in provider may keep credentials where the application's own role"
                  + " can read them, as in a Postgres of your own with a single role."),
          open("access_token_lifetime", "10m", "How long access tokens are good, at most 1h."),
          open("compare_every", "1h", "How often users are compared with the provider's listing."),
          open("keep_events", "7d", "How long applied events and changes are kept."),
          open(
              "rest_after",
              "10s",
              "A project where nothing happened for so long gives its connections back, and is looked"
                  + " at every three times as long."),
          open(
              "notice_url",
              null,
              "Where a webhook goes when something is wrong for some time, and when it is over."),
          new Setting(
              "notice_secret",
              "ROLLCALL_NOTICE_SECRET",
              null,
              true,
              "What those webhooks are signed with: whsec_ and at least 24 bytes in Base64."),
          open("notice_email", null, "Who gets a mail about the same."),
          open("notice_from", null, "Who that mail is from; the same address if it is not set."),
          new Setting(
              "notice_smtp_url",
              "ROLLCALL_NOTICE_SMTP_URL",
              null,
              true,
              "The mail server for it: smtp://USER:PASSWORD@HOST:587, or smtps:// for TLS from the"
                  + " first byte."));

  private static Setting open(String name, @Nullable String otherwise, String description) {
    return new Setting(
        name, "ROLLCALL_" + name.toUpperCase(Locale.ROOT), otherwise, false, description);
  }

  /// Its flag, such as `--public-url`; a secret has none.
  public String flag() {
    return secret ? "" : "--" + name.replace('_', '-');
  }
}
