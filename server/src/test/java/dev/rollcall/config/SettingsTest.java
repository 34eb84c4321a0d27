package dev.rollcall.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.secret.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final String KEY = "c2VjcmV0";

  @Test
  void nothing_needs_to_be_set() {
    Config config = Settings.read(Map.of(), Map.of(), ConfigFile.NONE);

    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(7070);
    assertThat(config.dataFolder()).isEqualTo(Path.of(".rollcall").toAbsolutePath());
    assertThat(config.ownDatabase()).isEmpty();
    assertThat(config.compareEvery()).isEqualTo(Duration.ofHours(1));
    assertThat(config.demo()).isFalse();
  }

  @Test
  void a_flag_wins_over_the_environment_and_that_over_the_file() {
    ConfigFile file = file(Map.of("port", "1", "host", "10.0.0.1", "keep_events", "1d"));
    Map<String, String> environment = Map.of("ROLLCALL_PORT", "2", "ROLLCALL_HOST", "10.0.0.2");

    Config config = Settings.read(Map.of("port", "3"), environment, file);

    assertThat(config.port()).isEqualTo(3);
    assertThat(config.host()).isEqualTo("10.0.0.2");
    assertThat(config.keepEvents()).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void an_empty_value_counts_as_none() {
    Config config =
        Settings.read(
            Map.of(),
            Map.of("ROLLCALL_HOST", "", "ROLLCALL_PORT", " ", "DATABASE_URL", ""),
            file(Map.of("port", "8080")));

    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(8080);
    assertThat(config.ownDatabase()).isEmpty();
  }

  @Test
  void every_mistake_is_reported_at_once() {
    assertThatThrownBy(() ->
            Settings.read(
                Map.of("port", "http"),
                Map.of("ROLLCALL_PUBLIC_URL", "example.com", "ROLLCALL_DEMO", "perhaps"),
                new ConfigFile(
                    "rollcall.yaml",
                    Map.of("compare_every", "often", "postgres_port", "0"),
                    Declared.NOTHING,
                    List.of("rollcall.yaml: 'prot' is no setting"))))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            Rollcall was not started, because of its settings:
              1. rollcall.yaml: 'prot' is no setting
              2. --port cannot be 'http': use a number from 0 to 65535
              3. postgres_port in rollcall.yaml cannot be '0': use a number from 1 to 65535
              4. ROLLCALL_PUBLIC_URL cannot be 'example.com': use a URL such as https://rollcall.example.com
              5. ROLLCALL_DEMO cannot be 'perhaps': use true or false
              6. compare_every in rollcall.yaml cannot be 'often': use a time such as 30s, 10m, 1h or 7d\
            """);
  }

  @Test
  void a_slash_at_the_end_of_the_public_url_is_dropped() {
    Config config =
        Settings.read(
            Map.of("public_url", "https://rollcall.example.com/"), Map.of(), ConfigFile.NONE);

    assertThat(config.publicUrl()).isEqualTo(URI.create("https://rollcall.example.com"));
  }

  @Test
  void a_certificate_of_ones_own_needs_its_key_and_excludes_the_development_one() {
    assertThatThrownBy(() -> read(Map.of("tls_cert", "c.pem", "tls", "on")))
        .hasMessageContaining("1. --tls cannot be 'on': use dev, or leave it out")
        .hasMessageContaining("2. tls_cert and tls_key go together: set both, or none");
    assertThatThrownBy(() -> read(Map.of("tls_cert", "c", "tls_key", "k", "tls", "dev")))
        .hasMessageContaining(
            "1. tls is 'dev', and there is a tls_cert, too: choose one of the two");

    assertThat(read(Map.of("tls_cert", "c.pem", "tls_key", "k.pem")).tls())
        .isEqualTo(
            new TlsSource.Files(
                Path.of("c.pem").toAbsolutePath(), Path.of("k.pem").toAbsolutePath()));
    assertThat(read(Map.of("tls", "dev")).tls()).isEqualTo(new TlsSource.Development());
    assertThat(read(Map.of()).tls()).isNull();
  }

  @Test
  void notices_need_a_signing_secret_and_a_mail_server_and_quote_neither() {
    assertThatThrownBy(() -> read(Map.of("notice_url", "https://example.com/n")))
        .hasMessageContaining("notice_url and notice_secret go together: set both, or none");
    assertThatThrownBy(() -> read(Map.of("notice_email", "ada@example.com")))
        .hasMessageContaining("notice_email and notice_smtp_url go together: set both, or none");
    assertThatThrownBy(() ->
            Settings.read(
                Map.of("notice_email", "ada"),
                Map.of(
                    "ROLLCALL_NOTICE_SECRET", "whsec_hunter2",
                    "ROLLCALL_NOTICE_SMTP_URL", "smtp://hunter2@mail.example.com"),
                ConfigFile.NONE))
        .hasMessageContaining("--notice-email cannot be 'ada': use one e-mail address")
        .hasMessageContaining("use whsec_ and at least 24 bytes in Base64")
        .hasMessageContaining("use smtp://USER:PASSWORD@HOST:587")
        .hasMessageNotContaining("hunter2");

    NoticeTargets targets =
        Settings.read(
                Map.of("notice_email", "ada@example.com"),
                Map.of("ROLLCALL_NOTICE_SMTP_URL", "smtps://u:p@mail.example.com"),
                ConfigFile.NONE)
            .notices();
    assertThat(targets.webhook()).isNull();
    assertThat(targets.mail())
        .isEqualTo(
            new NoticeTargets.Mail(
                "ada@example.com",
                "ada@example.com",
                "mail.example.com",
                465,
                true,
                new Secret("u:p")));
  }

  private static Config read(Map<String, String> flags) {
    return Settings.read(flags, Map.of(), ConfigFile.NONE);
  }

  @Test
  void secrets_do_not_print() {
    ConfigFile file = file(Map.of("database_url", "postgresql://u:" + KEY + "@h/d"));

    Config config = Settings.read(Map.of(), Map.of("ROLLCALL_MASTER_KEY", KEY), file);

    assertThat(config.ownDatabase()).isPresent();
    assertThat(config.toString()).doesNotContain(KEY);
    assertThat(file.toString()).doesNotContain(KEY);
  }

  @Test
  void no_secret_has_a_flag() {
    assertThat(Setting.ALL)
        .filteredOn(Setting::secret)
        .isNotEmpty()
        .allSatisfy(setting -> assertThat(setting.flag()).isEmpty());
  }

  private static ConfigFile file(Map<String, String> settings) {
    return new ConfigFile("rollcall.yaml", settings, Declared.NOTHING, List.of());
  }
}
