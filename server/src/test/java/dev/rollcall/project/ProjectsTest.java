package dev.rollcall.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Migrations;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.secret.MasterKey;
import dev.rollcall.secret.Secret;
import dev.rollcall.secret.Secrets;
import dev.rollcall.secret.UnreadableSecretException;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Projects are kept with their secrets encrypted.
class ProjectsTest {
  private static final ProjectId DEFAULT = new ProjectId("default");
  private static final DatabaseLogin OURS =
      DatabaseLogin.of(new Secret("postgresql://rollcall:canary1@db.example.com/app"));
  private static final DatabaseLogin OWNERS =
      DatabaseLogin.of(new Secret("postgresql://owner:canary2@db.example.com/app?sslmode=require"));
  private static final ProviderSettings SETTINGS =
      new ProviderSettings(Map.of("secret_key", "canary3", "url", "https://auth.example.com"));

  @RegisterExtension
  final PostgresExtension postgres =
      new PostgresExtension()
          .withTemplate(
              "control",
              database ->
                  new Migrations("rollcall_control", 6, List.of("dev/rollcall/project/migration"))
                      .run(database.source()));

  private final MovableClock clock = new MovableClock();

  @Test
  void a_project_is_found_as_it_was_made() {
    UsersTable table = new UsersTable("neon_identity", UsersTable.IdType.UUID);
    RemoveDeleted after = RemoveDeleted.of("30d");

    assertThat(projects().create(DEFAULT, table, after, OURS, OWNERS)).isTrue();

    assertThat(projects().find(DEFAULT))
        .contains(
            new Project(
                DEFAULT, table, after, FieldPolicy.ALL, OURS, OWNERS, null, MovableClock.START));
    assertThat(projects().find(new ProjectId("other"))).isEmpty();
  }

  @Test
  void a_name_is_given_once_and_the_first_project_stays_as_it_is() {
    create();

    assertThat(projects().create(DEFAULT, UsersTable.USUAL, RemoveDeleted.of("0"), OWNERS, null))
        .isFalse();
    assertThat(found().login()).isEqualTo(OURS);
    assertThat(projects().all()).hasSize(1);
  }

  @Test
  void provider_settings_are_read_as_they_were_given() {
    create();
    clock.advance(Duration.ofMinutes(1));

    projects().connect(DEFAULT, new ProviderId("mock"), SETTINGS);

    assertThat(found().connected())
        .contains(new ConnectedProvider(new ProviderId("mock"), SETTINGS, clock.instant()));
  }

  @Test
  void a_project_changes_its_provider_and_its_logins() {
    create();
    projects().connect(DEFAULT, new ProviderId("mock"), SETTINGS);

    projects().connect(DEFAULT, new ProviderId("clerk"), new ProviderSettings(Map.of("a", "b")));
    projects().setLogins(DEFAULT, OWNERS, null);

    assertThat(found().connected().orElseThrow().id()).isEqualTo(new ProviderId("clerk"));
    assertThat(found().connected().orElseThrow().settings().values()).isEqualTo(Map.of("a", "b"));
    assertThat(found().login()).isEqualTo(OWNERS);
    assertThat(found().ownerLogin()).isNull();
  }

  @Test
  void what_is_stored_holds_no_clear_secret() {
    create();
    projects().connect(DEFAULT, new ProviderId("mock"), SETTINGS);

    assertThat(
            count("select count(*) from rollcall_control.project p where p::text like '%canary%'"))
        .isZero();
    assertThat(
            count(
                """
                select count(*) from rollcall_control.project
                 where 0 < position('canary'::bytea in login || owner_login || provider_settings)
                    or 0 < position('example'::bytea in login || owner_login || provider_settings)
                """))
        .isZero();
    assertThat(count("select min(length(provider_settings)) from rollcall_control.project"))
        .isGreaterThan(50);
  }

  @Test
  void secrets_that_were_moved_to_another_column_or_project_are_not_read() {
    create();
    execute("update rollcall_control.project set owner_login = login");

    assertThatThrownBy(this::found)
        .isInstanceOf(UnreadableSecretException.class)
        .hasMessageStartingWith("The secret of 'project/default/owner' cannot be read.");

    execute("update rollcall_control.project set owner_login = null, id = 'other'");

    assertThatThrownBy(() -> projects().all())
        .hasMessageStartingWith("The secret of 'project/other/login' cannot be read.");
  }

  @Test
  void nothing_of_a_project_prints_its_secrets() {
    create();
    projects().connect(DEFAULT, new ProviderId("mock"), SETTINGS);

    assertThat(found().toString()).doesNotContain("canary").contains("secret_key");
  }

  private void create() {
    projects().create(DEFAULT, UsersTable.USUAL, RemoveDeleted.NEVER, OURS, OWNERS);
  }

  private Project found() {
    return projects().find(DEFAULT).orElseThrow();
  }

  private Projects projects() {
    MasterKey key = MasterKey.of(new Secret(Base64.getEncoder().encodeToString(new byte[32])));
    return new Projects(database(), new Secrets(key, new SecureRandom()), clock);
  }

  private long count(String sql) {
    return database().inTransaction(tx -> tx.number(sql));
  }

  private void execute(String sql) {
    database().inTransaction(tx -> tx.update(sql));
  }

  private Database database() {
    return postgres.database();
  }
}
