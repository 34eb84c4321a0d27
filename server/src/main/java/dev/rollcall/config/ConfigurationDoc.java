package dev.rollcall.config;

import java.util.Locale;

/// Renders `docs/configuration.md` from [Setting#ALL], so that it cannot say anything else.
public final class ConfigurationDoc {
  private static final String BEFORE =
      """
      # Configuration

      This page is written from the settings in the code; a test compares the two.

      A setting is a flag of `rollcall up`, an environment variable, and a line in `rollcall.yaml`
      in the folder where Rollcall is started (`--config FILE` names another). A flag wins over the
      environment, that over the file, and that over the default; an empty value counts as none.
      Everything that is wrong is reported at once, and nothing is started. A secret has no flag,
      because the list of processes would show it.

      | setting | flag | variable | default | what it is |
      |---|---|---|---|---|
      """;

  private static final String AFTER =
      """

      Times are a number with `d`, `h`, `m` or `s`, such as `30s` or `7d`.

      ## rollcall.yaml

      The file takes every setting by its name. It may also declare projects, their providers and
      API keys; they are brought about at every start, and doing so again changes nothing:

      - A project that is not there is made. One that is there stays as it was made.
      - A provider is connected if its kind or its settings differ from those that are stored. It
        need not answer yet; `rollcall status` says whether it does.
      - An API key is added. Make it once with `rollcall key create`, and keep it where secrets are.

      A value may be `${VARIABLE}`, which is taken from the environment, or `file:PATH`, which is
      read from that file; so no secret needs to stand in `rollcall.yaml`.

      ```yaml
      port: 7070
      compare_every: 30m
      api_keys:
        ci: ${ROLLCALL_CI_KEY}
      projects:
        - id: default
          provider:
            kind: keycloak
            url: https://id.example.com
            realm: shop
            client_id: rollcall
            client_secret: file:/run/secrets/keycloak
        - id: internal
          built_in:
            project_id: internal
            publishable_client_key: ${INTERNAL_PUBLISHABLE_KEY}
            secret_server_key: file:/run/secrets/internal-server
        - id: shop
          id_type: uuid
          remove_deleted_after: 30d
          drop_fields: [phone_numbers, public_metadata.notes]
          database_url: ${SHOP_DATABASE_URL}
        - id: club
          built_in:
            project_id: 1f4dbd1c-9c1e-4a51-9a1c-0a5f6f1f2f3a
            publishable_client_key: ${CLUB_PUBLISHABLE_KEY}
            secret_server_key: file:/run/secrets/club
            domains: [https://club.example.com]
            allow_localhost: false
            magic_link_enabled: true
      ```

      A project has `id`, and may have `database_url`, `schema` (`neon_auth`), `id_type` (`text` or
      `uuid`), `remove_deleted_after` (`never`, `0`, or a time), either `keep_fields` or `drop_fields`
      ([what is stored](operating.md#data-that-the-application-does-not-need)), and either `provider` or `built_in`. A
      provider has `kind` and its own settings, which [providers](providers.md) and
      `rollcall connect PROVIDER --help` list.

      `built_in` gives the project the built-in provider. It may have `project_id` (a UUID, or
      `internal` for the project whose users may own others), `display_name`, the keys
      `publishable_client_key`, `secret_server_key` and `super_secret_admin_key`, the switches
      `sign_up_enabled`, `credential_enabled`, `magic_link_enabled`,
      `client_user_deletion_enabled`, `allow_localhost`, `strict_domains` and
      `rotate_refresh_tokens`, and `domains`, the trusted ones, which replace those that were there.
      What the file says is set at every start; what it leaves out stays as it is. A project keeps
      the id that it has. A key needs 16 to 200 characters; one that was revoked is good again after
      the next start while it stands in the file.

      ## Variables of the command line

      | variable | what it is |
      |---|---|
      | `ROLLCALL_DATA` | The data folder of the server to speak to, as `--data`. |
      | `ROLLCALL_URL`, `ROLLCALL_API_KEY` | A server elsewhere and a key for it, in place of a data folder. |
      | `<PROVIDER>_<SETTING>` | A setting for `rollcall connect`, such as `CLERK_SECRET_KEY` or `KEYCLOAK_PASSWORD`. |
      | `PROJECT_DATABASE_URL` | The database of `rollcall project create`, or of `rollcall sql`. |
      | `NO_COLOR` | Set to anything: no colours. |
      """;

  private ConfigurationDoc() {}

  /// The whole page.
  public static String render() {
    StringBuilder page = new StringBuilder(BEFORE);
    for (Setting setting : Setting.ALL) {
      String otherwise = setting.otherwise();
      page.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | `%s` | %s | %s |\n",
              setting.name(),
              setting.flag().isEmpty() ? "none" : "`" + setting.flag() + "`",
              setting.variable(),
              otherwise == null ? "none" : "`" + otherwise + "`",
              setting.description()));
    }
    return page.append(AFTER).toString();
  }
}
