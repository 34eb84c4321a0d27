package dev.rollcall.provider.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.provider.Connector;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderEvent.UserTouched;
import dev.rollcall.provider.PulledEvents.Pulled;
import dev.rollcall.provider.Reach;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.provider.keycloak.FakeRealm.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How the event logs are read.
class KeycloakPullTest {
  private static final String ADMIN = "/admin/realms/acme/admin-events";

  private final FakeKeycloak keycloak = new FakeKeycloak();
  private final Connector connector = keycloak.connector();
  private String cursor = "";

  @AfterEach
  void stop() {
    keycloak.close();
  }

  @Test
  void the_first_pull_starts_at_the_present() {
    adminEvent("old");
    keycloak.clock.advance(Duration.ofSeconds(16));

    start();
    adminEvent("new");

    assertThat(pull()).containsExactly("admin:new");
  }

  @Test
  void both_logs_are_read_and_a_quiet_poll_brings_nothing() {
    start();
    adminEvent("a1");
    keycloak.userEvent("u1", "REGISTER", "b", "");

    assertThat(pull()).containsExactlyInAnyOrder("admin:a1", "user:u1");
    String stored = cursor;
    assertThat(pull()).isEmpty();
    assertThat(cursor).as("a quiet poll has nothing to store").isEqualTo(stored);
  }

  @Test
  void an_event_that_was_committed_late_is_found() {
    start();
    keycloak.clock.advance(Duration.ofSeconds(20));
    adminEvent("early");
    assertThat(pull()).containsExactly("admin:early");
    keycloak.adminEvents.add(
        FakeRealm.json(
            "{\"id\":\"late\",\"time\":"
                + keycloak.clock.instant().minusSeconds(14).toEpochMilli()
                + ",\"operationType\":\"UPDATE\",\"resourceType\":\"USER\",\"resourcePath\":\"users/b\"}"));

    assertThat(pull()).containsExactly("admin:late");
  }

  @Test
  void events_whose_cursor_was_not_stored_are_handed_out_again() {
    start();
    adminEvent("a1");
    String before = cursor;
    assertThat(pull()).containsExactly("admin:a1");
    String after = cursor;

    cursor = before;
    assertThat(pull()).containsExactly("admin:a1");
    assertThat(cursor).isEqualTo(after);
    assertThat(pull()).isEmpty();
  }

  @Test
  void a_restart_loses_nothing() {
    start();
    adminEvent("a1");
    Connector restarted = keycloak.connector();

    assertThat(((Pulled) restarted.pull(cursor)).events()).hasSize(1);
  }

  @Test
  void a_thousand_events_of_one_millisecond_come_page_by_page() {
    start();
    for (int i = 0; i < 1200; i++) {
      adminEvent("e" + i);
    }

    List<String> all = new ArrayList<>();
    Pulled pulled;
    do {
      pulled = (Pulled) connector.pull(cursor);
      cursor = pulled.cursor();
      pulled.events().forEach(event -> all.add(event.eventId()));
    } while (pulled.more());

    assertThat(all).hasSize(1200).doesNotHaveDuplicates();
    assertThat(pull()).isEmpty();
  }

  @Test
  void pages_follow_the_time_so_that_expired_events_shift_nothing() {
    start();
    for (int i = 0; i < 600; i++) {
      adminEvent("e" + i);
      keycloak.clock.advance(Duration.ofMillis(1));
    }
    List<String> all = new ArrayList<>(pull());
    keycloak.adminEvents.subList(0, 300).clear();
    all.addAll(pull());

    assertThat(all).hasSize(600);
  }

  @Test
  void settled_events_are_not_read_again() {
    start();
    adminEvent("a1");
    pull();
    keycloak.clock.advance(Duration.ofMinutes(2));
    pull();
    String settled = cursor;
    assertThat(((Pulled) keycloak.connector().pull(settled)).events()).isEmpty();
    keycloak.clock.advance(Duration.ofMinutes(2));

    assertThat(pull()).isEmpty();
    assertThat(cursor).isEqualTo(settled);
    adminEvent("a2");
    assertThat(pull()).containsExactly("admin:a2");
  }

  @Test
  void what_is_not_about_users_is_left_where_it_is() {
    start();
    keycloak.userEvent("u1", "LOGIN", "b", ",\"details\":{\"username\":\"bob\"}");
    keycloak.userEvent("u2", "LOGIN", "b", ",\"details\":{\"identity_provider\":\"google\"}");
    keycloak.adminEvent("a1", "UPDATE", "REALM", "events/config", "");

    assertThat(pull()).containsExactly("user:u2");
  }

  @Test
  void an_event_without_an_id_gets_one_that_stays() {
    start();
    String event =
        "{\"time\":%d,\"operationType\":\"UPDATE\",\"resourceType\":\"USER\",\"resourcePath\":\"users/b\"}"
            .formatted(keycloak.clock.instant().toEpochMilli());
    keycloak.adminEvents.add(FakeRealm.json(event));

    List<String> ids = pull();

    assertThat(ids).hasSize(1).first().asString().matches("admin:[0-9a-f]{64}");
    assertThat(pull()).isEmpty();
  }

  @Test
  void a_log_that_is_off_is_not_asked_and_looked_after_every_minute() {
    keycloak.adminLog = false;
    start();
    assertThat(connector.reach()).isEqualTo(new Reach(false, Duration.ofSeconds(1), false));
    assertThat(keycloak.asked).doesNotContain(ADMIN);
    keycloak.adminLog = true;
    adminEvent("a1");
    assertThat(pull()).isEmpty();

    keycloak.clock.advance(Duration.ofMinutes(1));

    assertThat(pull()).containsExactly("admin:a1");
    assertThat(connector.reach()).isEqualTo(new Reach(false, Duration.ofSeconds(1), true));
  }

  @Test
  void nothing_is_complete_while_registrations_are_not_saved() {
    keycloak.savedTypes = "[\"LOGIN\",\"UPDATE_PROFILE\"]";

    start();

    assertThat(connector.reach().complete()).isFalse();
  }

  @Test
  void a_new_member_of_an_organization_is_looked_up_alone() {
    keycloak.user("b", "bob", "");
    start();
    keycloak.adminEvent(
        "a1",
        "CREATE",
        "ORGANIZATION_MEMBERSHIP",
        "organizations/o1/members",
        ",\"details\":{\"username\":\"bob\"}");

    List<StoredEvent> events = ((Pulled) connector.pull(cursor)).events();

    assertThat(events).hasSize(1);
    assertThat(connector.read(events.getFirst())).isEqualTo(new UserTouched("b", false));
  }

  @Test
  void credentials_in_an_event_are_not_kept() {
    start();
    keycloak.adminEvent(
        "a1",
        "CREATE",
        "USER",
        "users/b",
        ",\"representation\":\"{\\\"username\\\":\\\"bob\\\",\\\"credentials\\\":[{\\\"value\\\":\\\"hunter2\\\"}]}\"");

    StoredEvent event = ((Pulled) connector.pull(cursor)).events().getFirst();

    assertThat(new String(event.payload(), UTF_8)).contains("bob").doesNotContain("hunter2");
  }

  @Test
  void a_failing_log_moves_nothing() {
    start();
    adminEvent("a1");
    keycloak.instead.put("/admin-events", new Answer(503, ""));
    assertThat(connector.pull(cursor)).isInstanceOf(NoAnswer.class);

    keycloak.instead.clear();

    assertThat(pull()).containsExactly("admin:a1");
  }

  @Test
  void a_foreign_cursor_is_no_answer() {
    assertThat(connector.pull("evt_123"))
        .isEqualTo(new NoAnswer("The cursor is not one of Keycloak's event logs"));
  }

  private void start() {
    cursor = ((Pulled) connector.pull(null)).cursor();
  }

  private List<String> pull() {
    Pulled pulled = (Pulled) connector.pull(cursor);
    cursor = pulled.cursor();
    return pulled.events().stream().map(StoredEvent::eventId).toList();
  }

  private void adminEvent(String id) {
    keycloak.adminEvent(id, "UPDATE", "USER", "users/b", "");
  }
}
