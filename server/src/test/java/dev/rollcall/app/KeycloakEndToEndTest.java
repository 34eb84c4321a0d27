package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.api.neon.NewProject;
import dev.rollcall.api.neon.ProjectRooms;
import dev.rollcall.config.ConfigFile;
import dev.rollcall.config.Settings;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.Finding;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.reconcile.Comparison;
import dev.rollcall.reconcile.ComparisonRequest;
import dev.rollcall.sync.SyncedUser;
import dev.rollcall.testing.KeycloakRealm;
import dev.rollcall.testing.KeycloakVisitor;
import dev.rollcall.testing.RealKeycloak;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A whole server beside a real Keycloak: what is done there stands in the row here.
@Tag("slow")
class KeycloakEndToEndTest {
  private static final Logger LOG = LoggerFactory.getLogger(KeycloakEndToEndTest.class);
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int CHANGES = System.getProperty("dose", "short").equals("long") ? 30 : 10;

  @TempDir static Path folder;

  private static KeycloakRealm realm;
  private static App app;

  @BeforeAll
  static void connect() {
    realm = RealKeycloak.shared().newRealm();
    realm.createUser("before", "\"firstName\": \"Be\", \"lastName\": \"Fore\"");
    app =
        App.start(
            Settings.read(
                Map.of("data", folder.toString(), "port", "0"), Map.of(), ConfigFile.NONE),
            Dialects.all());
    List<Finding> findings =
        app.operations()
            .connect(
                App.DEFAULT, new ProviderId("keycloak"), new ProviderSettings(realm.settings()));
    assertThat(findings).noneMatch(one -> one.severity() == Finding.Severity.PROBLEM);
    compare();
  }

  @AfterAll
  static void stop() {
    app.stop();
  }

  @Test
  void the_first_copy_brought_whoever_was_there() {
    assertThat(row(realm.userId("before")))
        .hasValueSatisfying(user -> assertThat(user.name()).isEqualTo("Be Fore"));
  }

  @Test
  void a_user_is_created_renamed_and_deleted_by_an_administrator() {
    String id = realm.createUser("ada", "\"firstName\": \"Ada\", \"email\": \"ada@example.com\"");
    awaitRow(id, user -> "ada@example.com".equals(user.email()));

    realm.updateUser(id, "{\"firstName\": \"Countess\"}");
    awaitRow(id, user -> "Countess Example".equals(user.name()));

    realm.deleteUser(id);
    awaitRow(id, user -> user.deletedAt() != null);
  }

  @Test
  void a_user_who_registers_and_one_who_changes_herself_are_seen() {
    realm.createPublicClient("app-of-test");
    new KeycloakVisitor(realm, "app-of-test")
        .register(
            Map.of(
                "username", "grace",
                "firstName", "Grace",
                "lastName", "Hopper",
                "email", "grace@example.com",
                "password", "s3cret-Word",
                "password-confirm", "s3cret-Word"));
    String id = realm.userId("grace");
    awaitRow(id, user -> "Grace Hopper".equals(user.name()));

    realm.updateOwnProfile(
        "app-of-test",
        "grace",
        "s3cret-Word",
        """
        {"username": "grace", "firstName": "Amazing", "lastName": "Grace",
         "email": "grace@example.com"}
        """);
    awaitRow(id, user -> "Amazing Grace".equals(user.name()));
  }

  @Test
  void imported_users_groups_and_organizations_are_seen() {
    realm.partialImport("[{\"username\": \"imported\", \"enabled\": true}]");
    String id = realm.userId("imported");
    awaitRow(id, user -> user.deletedAt() == null);

    String group = realm.createGroup("crew");
    realm.addToGroup(id, group);
    awaitRow(id, user -> user.rawJson().contains("/crew"));

    String organization = realm.createOrganization("acme");
    realm.addToOrganization(id, organization);
    awaitRow(id, user -> user.rawJson().contains("\"acme\""));
  }

  @Test
  void a_change_behind_its_back_is_found_by_the_comparison() throws SQLException {
    String id = realm.createUser("quiet", "\"firstName\": \"Quiet\"");
    awaitRow(id, user -> "Quiet Example".equals(user.name()));
    try (Connection keycloak = DriverManager.getConnection(realm.keycloak().databaseUrl());
        Statement statement = keycloak.createStatement()) {
      statement.executeUpdate(
          "update user_entity set first_name = 'Changed' where id = '" + id + "'");
    }
    realm.send("POST", "/clear-user-cache", null);

    assertThat(row(id).orElseThrow().name()).isEqualTo("Quiet Example");
    compare();
    awaitRow(id, user -> "Changed Example".equals(user.name()));
  }

  @Test
  void a_realm_that_finds_nobody_deletes_nobody() {
    KeycloakRealm other = RealKeycloak.shared().newRealm();
    String id = other.createUser("stays", "\"firstName\": \"Stays\"");
    ProjectRooms rooms = projectOn(other);
    await().atMost(SOON).until(() -> rooms.users().find(id).isPresent());

    other.delete();
    Comparison failed = compare(rooms);

    assertThat(failed.state()).isEqualTo(Comparison.State.FAILED);
    assertThat(rooms.users().find(id).orElseThrow().deletedAt()).isNull();
  }

  @Test
  void changes_are_visible_within_two_seconds() {
    List<Long> delays = new ArrayList<>();
    String id = realm.createUser("timed", "\"firstName\": \"Timed\"");
    awaitRow(id, user -> user.deletedAt() == null);
    for (int i = 0; i < CHANGES; i++) {
      String name = "Timed" + i;
      realm.updateUser(id, "{\"firstName\": \"%s\"}".formatted(name));
      long changed = System.nanoTime();
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> (name + " Example").equals(row(id).orElseThrow().name()));
      delays.add((System.nanoTime() - changed) / 1_000_000);
    }
    Collections.sort(delays);
    LOG.info(
        "keycloak change to visible row: p50={} ms p99={} ms (n={})",
        delays.get(CHANGES / 2),
        delays.get(CHANGES - 1),
        CHANGES);
    assertThat(delays.get(CHANGES / 2)).isLessThan(2_000);
  }

  private static ProjectRooms projectOn(KeycloakRealm other) {
    ProjectRooms rooms =
        app.operations()
            .create(
                new NewProject(
                    new ProjectId("other"), UsersTable.USUAL, RemoveDeleted.NEVER, null));
    app.operations()
        .connect(
            rooms.project().id(),
            new ProviderId("keycloak"),
            new ProviderSettings(other.settings()));
    compare(rooms);
    return app.operations().project(rooms.project().id()).orElseThrow();
  }

  private static void compare() {
    compare(app.operations().project(App.DEFAULT).orElseThrow());
  }

  private static Comparison compare(ProjectRooms rooms) {
    Comparison begun = app.operations().compare(rooms.project().id(), ComparisonRequest.USUAL);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !rooms.reconciler().state(begun.number()).orElseThrow().open());
    return rooms.reconciler().state(begun.number()).orElseThrow();
  }

  private static Optional<SyncedUser> row(String id) {
    return app.operations().project(App.DEFAULT).orElseThrow().users().find(id);
  }

  private static void awaitRow(String id, Predicate<SyncedUser> wanted) {
    await().atMost(SOON).until(() -> row(id).filter(wanted).isPresent());
  }
}
