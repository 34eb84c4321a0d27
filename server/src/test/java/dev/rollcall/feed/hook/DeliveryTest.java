package dev.rollcall.feed.hook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.feed.hook.Endpoints.Answer.Added;
import dev.rollcall.feed.hook.Endpoints.Answer.Refused;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Which changes become messages, what they say, and who gets them.
@Timeout(60)
class DeliveryTest {
  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private static final UsersTable UUIDS = new UsersTable("neon_uuid", UsersTable.IdType.UUID);

  @RegisterExtension
  final PostgresExtension uuids = ProjectFixture.databases(PostgresExtension.oldest(), UUIDS);

  private HookFixture hooks;

  @BeforeEach
  void start() {
    hooks = new HookFixture(postgres.database());
  }

  @AfterEach
  void stop() {
    hooks.close();
  }

  @Test
  void a_life_of_a_user_is_three_messages_with_the_whole_user_in_them() {
    hooks.add("/in");
    hooks.happens("changed u1 1000 1000 Ada");
    hooks.happens("changed u1 1000 2000 Countess");
    hooks.happens("deleted u1 3000");
    hooks.sendAll();

    assertThat(hooks.receiver.at("/in").stream().map(one -> one.json().toString()))
        .containsExactlyInAnyOrder(
            """
            {"type":"user.created","data":{"id":"u1","display_name":"Ada",\
            "primary_email":"u1@example.com","signed_up_at_millis":1000}}\
            """,
            """
            {"type":"user.updated","data":{"id":"u1","display_name":"Countess",\
            "primary_email":"u1@example.com","signed_up_at_millis":1000}}\
            """,
            """
            {"type":"user.deleted","data":{"id":"u1","teams":[]}}\
            """);
    assertThat(hooks.receiver.at("/in").getFirst().header("webhook-id"))
        .matches("msg_[0-9a-zA-Z]{27}");
  }

  @Test
  void a_message_says_what_was_true_when_the_change_was_made() {
    hooks.add("/in", "user.created");
    hooks.happens("changed u1 1000 1000 Ada");
    hooks.happens("changed u1 1000 2000 Countess");
    hooks.sendAll();

    assertThat(hooks.receiver.at("/in").getFirst().body()).contains("Ada");
  }

  @Test
  void
      a_creation_and_its_changes_in_one_batch_are_one_message_and_an_event_that_says_nothing_new_is_none() {
    hooks.add("/in");
    hooks.happens("changed u1 1000 1000 Ada", "changed u1 1000 2000 Countess");
    hooks.project.receive("again", "changed u1 1000 2000 Countess");
    hooks.project.applyAll();
    hooks.sendAll();

    assertThat(hooks.receiver.told("/in")).containsExactly("user.created u1");
    assertThat(hooks.receiver.at("/in").getFirst().body()).contains("Countess");
  }

  @Test
  void an_endpoint_gets_the_types_it_asked_for() {
    hooks.add("/all");
    hooks.add("/gone", "user.deleted");
    hooks.happens("changed u1 1000 1000 Ada");
    hooks.happens("deleted u1 3000");
    hooks.sendAll();

    assertThat(hooks.receiver.told("/all")).containsExactly("user.created u1", "user.deleted u1");
    assertThat(hooks.receiver.told("/gone")).containsExactly("user.deleted u1");
  }

  @Test
  void a_project_without_endpoints_keeps_no_messages() {
    hooks.happens("changed u1 1000 1000 Ada");
    Added disabled = hooks.add("/in");
    hooks.endpoints.disable(disabled.endpoint().id());
    hooks.happens("changed u2 1000 1000 Bob");

    assertThat(hooks.messages.list(null, null, null, 10)).isEmpty();
  }

  @Test
  void a_row_that_is_deleted_by_sql_is_told_once() {
    hooks.add("/in", "user.deleted");
    hooks.happens("changed u1 1000 1000 Ada", "changed u2 1000 1000 Bob");
    hooks.project.execute("delete from neon_auth.users_sync where id = 'u1'");
    hooks.happens("deleted u1 5000", "deleted u2 5000");
    hooks.project.execute("delete from neon_auth.users_sync");
    hooks.sendAll();

    assertThat(hooks.receiver.told("/in")).containsExactly("user.deleted u1", "user.deleted u2");
    assertThat(hooks.project.changes()).contains("user.deleted u1");
  }

  @Test
  void a_row_that_goes_at_once_with_its_user_is_told_once() {
    try (HookFixture atOnce =
        new HookFixture(postgres.database(), UsersTable.USUAL, RemoveDeleted.of("0"))) {
      atOnce.add("/in");
      atOnce.happens("changed u1 1000 1000 Ada");
      atOnce.happens("deleted u1 5000");
      atOnce.sendAll();

      assertThat(atOnce.receiver.told("/in")).containsExactly("user.created u1", "user.deleted u1");
    }
  }

  @Test
  void a_first_copy_is_no_flood_and_a_repair_afterwards_is_told_user_by_user() {
    hooks.add("/in");
    for (int i = 0; i < 250; i++) {
      hooks.provider.has(FakeConnector.user("u" + i, 1000, 1000L, "Ada"));
    }
    hooks.project.compare();
    hooks.provider.has(FakeConnector.user("u7", 1000, 2000L, "Countess"));
    hooks.project.compare();
    hooks.sendAll();

    assertThat(hooks.project.changes()).startsWith("resync");
    assertThat(hooks.receiver.told("/in")).containsExactly("user.updated u7");
  }

  @Test
  void each_endpoint_gets_each_of_a_thousand_changes_exactly_once() {
    hooks.add("/a");
    hooks.add("/b");
    List<String> expected =
        IntStream.range(0, 1_000).mapToObj(i -> "user.created u%03d".formatted(i)).toList();
    hooks.happens(
        IntStream.range(0, 1_000)
            .mapToObj("changed u%03d 1000 1000 Ada"::formatted)
            .toArray(String[]::new));
    hooks.sendAll();

    assertThat(hooks.receiver.told("/a")).isEqualTo(expected);
    assertThat(hooks.receiver.told("/b")).isEqualTo(expected);
    assertThat(hooks.messages.list("waiting", null, null, 10)).isEmpty();
  }

  @Test
  void a_slow_endpoint_gets_a_few_at_once_and_holds_up_no_other() {
    hooks.receiver.holds("/slow");
    hooks.add("/slow");
    hooks.add("/quick");
    hooks.happens(
        IntStream.range(0, 50)
            .mapToObj("changed u%d 1000 1000 Ada"::formatted)
            .toArray(String[]::new));
    while (hooks.receiver.at("/quick").size() < 50) {
      hooks.begin();
    }

    assertThat(hooks.receiver.at("/slow").size()).isBetween(1, Dispatcher.AT_ONCE);
    hooks.receiver.release();
    hooks.settle();
    hooks.sendAll();
    assertThat(hooks.receiver.at("/slow")).hasSize(50);
    assertThat(hooks.receiver.at("/quick")).hasSize(50);
  }

  @Test
  void users_whose_ids_are_uuids_are_told_of_too_on_the_oldest_postgres() {
    String id = "0190a0c8-0000-7000-8000-000000000001";

    try (HookFixture other = new HookFixture(uuids.database(), UUIDS, RemoveDeleted.NEVER)) {
      other.add("/in");
      other.happens("changed " + id + " 1000 1000 Ada");
      other.project.execute("delete from neon_uuid.users_sync");
      other.sendAll();

      assertThat(other.receiver.told("/in"))
          .containsExactly("user.created " + id, "user.deleted " + id);
    }
  }

  @Test
  void old_messages_are_forgotten_but_for_those_on_their_way() {
    hooks.receiver.answers("/broken", 500);
    hooks.add("/in", "user.created");
    hooks.add("/broken", "user.deleted");
    hooks.happens("changed u1 1000 1000 Ada");
    hooks.happens("deleted u1 3000");
    hooks.sendAll();
    hooks.clock.advance(Duration.ofHours(1));
    hooks.database.inTransaction(tx -> hooks.messages.forget(tx, hooks.clock.instant()));

    assertThat(hooks.messages.list(null, null, null, 10))
        .extracting(Message::type)
        .containsExactly("user.deleted");
  }

  @Test
  void what_cannot_be_an_endpoint_is_refused_with_a_sentence() {
    assertThat(hooks.endpoints.add("http://169.254.169.254/x?k=canary", "", List.of()))
        .isEqualTo(
            new Refused(
                "The URL cannot be used: http://169.254.169.254: link-local and multicast addresses"
                    + " are never called."));
    assertThat(hooks.endpoints.add("not a url", "", List.of()))
        .isEqualTo(new Refused("'not a url' is no URL."));
    assertThat(hooks.endpoints.add("http://127.0.0.1/", "", List.of("user.renamed")))
        .isEqualTo(
            new Refused(
                "There is no event type 'user.renamed'. Known are: user.created, user.updated,"
                    + " user.deleted."));
    Endpoints elsewhere = hooks.endpointsUnder(new EgressGuard(false));
    assertThat(elsewhere.add("http://8.8.8.8/", "", List.of()))
        .isEqualTo(new Refused("The URL cannot be used: http://8.8.8.8: only https is allowed."));
    assertThat(elsewhere.add("https://127.0.0.1/", "", List.of()))
        .isEqualTo(
            new Refused(
                "The URL cannot be used: https://127.0.0.1: private addresses are only called where"
                    + " the operator set the URL."));
    assertThat(hooks.endpoints.list()).isEmpty();
  }
}
