package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.rollcall.config.Config;
import dev.rollcall.config.ConfigFile;
import dev.rollcall.config.Settings;
import dev.rollcall.secret.Secret;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.RunningMock;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rollcall on a Postgres of the operator's, as a role that may create schemas and nothing else.
abstract class OwnPostgres {
  static final String ROLE = "shop";
  static final String PASSWORD = "p:ss/w%rd";

  private @TempDir Path folder;
  Login operator;
  String address;
  String database;

  abstract PostgresExtension postgres();

  /// The address at which Rollcall is to find the server, such as a pooler's.
  ///
  /// @param direct where it is really
  String through(String direct) throws Exception {
    return direct;
  }

  @BeforeEach
  void make_an_ordinary_role() throws Exception {
    URI jdbc = URI.create(postgres().url().substring("jdbc:".length()));
    database = jdbc.getPath().substring(1);
    operator = new Login(postgres().url(), "postgres", new Secret("test"));
    operator.execute(
        """
        do $$ begin
          if not exists (select from pg_roles where rolname = 'shop') then
            create role shop login password 'p:ss/w%rd';
          end if;
        end $$;
        """);
    address = through(jdbc.getHost() + ":" + jdbc.getPort());
  }

  final void mayCreateSchemas() throws SQLException {
    operator.execute("grant create on database " + database + " to " + ROLE);
  }

  private Config config(String password, String at) {
    return Settings.read(
        Map.of("data", folder.resolve("data").toString(), "port", "0"),
        Map.of(
            "DATABASE_URL",
            "postgresql://%s:%s@%s/%s"
                .formatted(
                    ROLE,
                    password.replace("%", "%25").replace("/", "%2F").replace(":", "%3A"),
                    at,
                    database)),
        ConfigFile.NONE);
  }

  private App start() {
    return App.start(config(PASSWORD, address), Dialects.all());
  }

  @Test
  void users_are_synced_from_the_first_copy_to_the_deletion() throws Exception {
    mayCreateSchemas();
    MovableClock clock = new MovableClock();
    clock.advance(Duration.between(MovableClock.START, Instant.now().minusSeconds(60)));
    try (RunningMock mock = new RunningMock(clock)) {
      mock.create("ada");
      App app = start();
      try {
        Management management = new Management(app.url(), folder.resolve("data"));
        management.json(
            "PUT",
            "/projects/default/provider",
            "{\"auth_provider\":\"mock\",\"settings\":{\"url\":\"%s\",\"secret_key\":\"%s\"}}"
                .formatted(mock.url(), RunningMock.KEY));
        awaitUsers("ada ada live");

        clock.advance(Duration.ofSeconds(1));
        mock.create("bob");
        awaitUsers("ada ada live", "bob bob live");

        clock.advance(Duration.ofSeconds(1));
        mock.call("DELETE", "/users/ada");
        awaitUsers("ada ada deleted", "bob bob live");

        operator.execute("delete from neon_auth.users_sync where id = 'bob'");
        management.json("POST", "/projects/default/sync", "{}");
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() ->
                operator
                    .strings("select state from rollcall.comparison order by number desc limit 1")
                    .equals(List.of("finished")));
        awaitUsers("ada ada deleted");
        assertThat(management.json("GET", "/status", "").path("troubles").size()).isZero();

        // As another server on the same control database does it.
        operator.execute(
            "update rollcall_control.project set fields = '{\"drop\":[\"primary_email\"]}'");
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() ->
                management
                    .json("GET", "/projects/default", "")
                    .toString()
                    .contains("\"drop\":[\"primary_email\"]"));
      } finally {
        app.stop();
      }
    }
    restart();
    awaitUsers("ada ada deleted");
    assertThat(
            operator.strings(
                "select distinct tableowner from pg_tables where schemaname like 'rollcall%' or schemaname = 'neon_auth'"))
        .containsExactly(ROLE);
  }

  final void restart() {
    App again = start();
    again.stop();
  }

  private void awaitUsers(String... users) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() ->
            assertThat(
                    operator.strings(
                        """
                        select concat_ws(' ', id, name,
                                         case when deleted_at is null then 'live' else 'deleted' end)
                          from neon_auth.users_sync order by id
                        """))
                .containsExactly(users));
  }

  @Test
  void a_role_that_may_not_create_schemas_is_told_what_to_grant() {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(this::start)
        .withMessage(
            ("The role 'shop' may not create schemas in the database '%1$s'. Have it granted:"
                    + " grant create on database \"%1$s\" to \"shop\"")
                .formatted(database));
  }

  @Test
  void a_wrong_password_is_reported_as_one() {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> App.start(config("wrong", address), Dialects.all()))
        .withMessageMatching(
            "The database at \\S+/"
                + database
                + " cannot be used: FATAL: (password|SASL) authentication failed.*\\. Check"
                + " DATABASE_URL, or unset it to use the embedded Postgres");
  }

  @Test
  void a_data_folder_is_free_again_after_a_start_that_failed() throws Exception {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> App.start(config("wrong", address), Dialects.all()));
    mayCreateSchemas();
    restart();

    assertThat(operator.strings("select id from rollcall_control.project"))
        .containsExactly("default");
  }
}
