package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.rollcall.doctor.Ailment;
import dev.rollcall.doctor.VersionCheck;
import dev.rollcall.postgres.Database;
import dev.rollcall.testing.HookReceiver;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningMock;
import dev.rollcall.testing.StartedApp;
import dev.rollcall.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What the doctor finds in a project on a Postgres of the operator's, by the name of the check.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckupTest {
  private final TestPostgres postgres = TestPostgres.newest();
  private final String name = postgres.create();
  private final HookReceiver receiver = new HookReceiver();
  private HikariDataSource pool;
  private Database database;
  private RunningMock mock;
  private StartedApp server;
  private RollcallClient client;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    pool = postgres.pool(name);
    database = new Database(pool);
    mock = new RunningMock(new MovableClock());
    mock.create("ada");
    server =
        StartedApp.start(
            folder,
            Map.of(
                "database_url",
                postgres.operatorUrl(name),
                "compare_every",
                "1h",
                "notice_url",
                receiver.url("/notices"),
                "notice_secret",
                "whsec_bm90aWNlcy1mb3ItdGhlLW9wZXJhdG9yLWFsb25l"));
    client = server.client();
    client.connect(mock);
  }

  @AfterAll
  void stop() {
    server.close();
    mock.close();
    receiver.close();
    pool.close();
    postgres.drop(name);
  }

  @Test
  void mails_that_were_given_up_are_counted_and_nobody_is_named() {
    execute(
        """
        insert into rollcall_auth.outgoing_mail
               (id, kind, state, recipient, attempts, due_at, not_after, reason, created_at, settled_at)
        values (gen_random_uuid(), 'sign_in', 'failed', 'ada@example.com', 3, now(), now(),
                '550 <ada@example.com> is unknown', now(), '2026-11-21 10:00Z')
        """);

    assertThat(found("mails_failed"))
        .containsExactly(
            "1 mails were given up in the last day, the latest at 2026-11-21T10:00:00Z: 550 <…> is"
                + " unknown");
    execute("delete from rollcall_auth.outgoing_mail");
    assertThat(found("mails_failed")).isEmpty();
  }

  @Test
  void events_that_wait_for_long_are_a_lag() {
    execute(
        """
        insert into rollcall.inbox (provider, event_id, payload, received_at, due_at, attempts)
        values ('mock', 'late', '{}', '2026-11-21 10:00Z', now() + interval '50 seconds', 1)
        """);

    assertThat(found("lag"))
        .containsExactly("1 events wait to be applied, the oldest since 2026-11-21T10:00:00Z");
    execute("delete from rollcall.inbox where event_id = 'late'");
    assertThat(found("lag")).isEmpty();
  }

  @Test
  void a_provider_that_refuses_the_key_is_named_by_one_cheap_question() {
    mock.behave("401");

    assertThat(found("provider_credentials_refused")).singleElement().asString().contains("401");
    mock.behave("ok");
    assertThat(found("provider_credentials_refused")).isEmpty();
  }

  @Test
  @Tag("slow")
  void a_running_server_tells_of_an_incident_by_itself() {
    execute(
        """
        insert into rollcall.inbox
               (provider, event_id, payload, received_at, due_at, outcome, reason, settled_at)
        values ('mock', 'bad', '{}', now(), now(), 'quarantined', 'a test', now())
        """);

    await().atMost(Duration.ofSeconds(30)).until(() -> !receiver.at("/notices").isEmpty());

    assertThat(receiver.at("/notices").getFirst().json().at("/data/sentence").stringValue())
        .isEqualTo("Events could not be applied: 1");
    execute("delete from rollcall.inbox where event_id = 'bad'");
  }

  @Test
  void whoever_may_refer_to_the_table_is_named_where_nothing_guards_it() {
    execute(
        """
        create role checkup_shop;
        grant references (id) on neon_auth.users_sync to checkup_shop;
        """);

    assertThat(found("references_granted"))
        .containsExactly(
            "The role checkup_shop may refer to neon_auth.users_sync, and could so have code of its"
                + " own run as the table's owner");
    execute("drop owned by checkup_shop; drop role checkup_shop");
    assertThat(found("references_granted")).isEmpty();
  }

  @Test
  void a_cast_of_somebody_elses_is_serious() {
    execute(
        """
        create role checkup_caster;
        create type cry as enum ('caw');
        create function spell(cry) returns text language sql as 'select $1::varchar';
        alter function spell(cry) owner to checkup_caster;
        create cast (cry as text) with function spell(cry) as implicit;
        """);

    assertThat(found("foreign_cast"))
        .containsExactly(
            "An implicit cast of cry runs somebody's function; a foreign key of that type to"
                + " neon_auth.users_sync would run it as the table's owner");
    execute("drop type cry cascade; drop owned by checkup_caster; drop role checkup_caster");
    assertThat(found("foreign_cast")).isEmpty();
  }

  @Test
  void a_schema_of_another_version_is_serious() {
    List<Ailment> found =
        new VersionCheck("default", database, Provisioning.LATEST_PROJECT + 1).look();

    assertThat(found)
        .extracting(Ailment::sentence)
        .containsExactly(
            "The schema's version is %d, and this Rollcall knows %d"
                .formatted(Provisioning.LATEST_PROJECT, Provisioning.LATEST_PROJECT + 1));
    assertThat(found("schema_version")).isEmpty();
  }

  private void execute(String sql) {
    database.inTransaction(tx -> {
      tx.script(sql);
      return true;
    });
  }

  /// The sentences of one check.
  private List<String> found(String check) {
    List<String> sentences = new ArrayList<>();
    assertThat(client.json("/doctor").path("findings").toString()).doesNotContain("unchecked");
    for (JsonNode finding : client.json("/doctor").path("findings")) {
      if (finding.path("check").stringValue().equals(check)) {
        sentences.add(finding.path("sentence").stringValue());
      }
    }
    return sentences;
  }
}
