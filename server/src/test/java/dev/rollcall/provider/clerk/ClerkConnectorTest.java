package dev.rollcall.provider.clerk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ConnectorContract;
import dev.rollcall.provider.FetchedUser;
import dev.rollcall.provider.FetchedUser.Found;
import dev.rollcall.provider.FetchedUser.Missing;
import dev.rollcall.provider.Finding;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.Reach;
import dev.rollcall.provider.Verdict.Refused;
import dev.rollcall.provider.Webhook;
import dev.rollcall.testing.FakeClerk;
import dev.rollcall.testing.FakeClerk.Fault;
import dev.rollcall.testing.FakeClerkWebhooks;
import dev.rollcall.testing.FakeClerkWebhooks.Delivery;
import dev.rollcall.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// The contract of all connectors, and what is Clerk's own: single users, the count, the check.
class ClerkConnectorTest extends ConnectorContract {
  private final MovableClock clock = new MovableClock();
  private final FakeClerk fake = new FakeClerk(clock);
  private final Connector connector = ClerkFixture.connector(fake, clock);

  @AfterEach
  void close() {
    fake.close();
  }

  @Override
  protected Connector connector() {
    return connector;
  }

  @Override
  protected Instant now() {
    return clock.instant();
  }

  @Override
  protected Optional<Webhook> signed(String eventId, byte[] body, Instant at) {
    Delivery delivery = fake.webhooks().signed(eventId, body, at);
    return Optional.of(new Webhook(delivery.headers(), delivery.body()));
  }

  @Override
  protected List<byte[]> eventsAbout(String userId) {
    ObjectNode user = fake.create("Ada", "Lovelace", "ada" + fake.requests().size() + "@x.org");
    user.put("id", userId);
    return List.of(
        fake.webhooks().envelope("user.created", user),
        fake.webhooks().envelope("user.updated", user),
        fake.webhooks().envelope("user.deleted", FakeClerkWebhooks.deleted(userId)),
        ClerkEvent.listed(user));
  }

  @Override
  protected byte[] eventOfUnknownType() {
    return "{\"object\":\"event\",\"type\":\"session.created\",\"data\":{\"user_id\":\"a\"}}"
        .getBytes(UTF_8);
  }

  @Test
  void a_user_is_fetched_with_the_time_at_which_clerk_read_it() {
    String id = fake.create("Ada", "Lovelace", "ada@example.com").get("id").stringValue();

    assertThat(connector.fetch(id))
        .isInstanceOfSatisfying(
            Found.class,
            found -> {
              assertThat(found.user().id()).isEqualTo(id);
              assertThat(found.readAt()).isEqualTo(MovableClock.START);
            });
    assertThat(fake.requests()).containsExactly("/v1/users/" + id);
  }

  @Test
  void the_time_of_a_read_is_clerks_even_on_the_first_request_of_a_wrong_clock() {
    MovableClock wrong = new MovableClock();
    wrong.advance(Duration.ofHours(3));
    fake.create("Ada", "Lovelace");

    FetchedUser missing = ClerkFixture.connector(fake, wrong).fetch("user_other");

    assertThat(missing)
        .isInstanceOfSatisfying(
            Missing.class,
            answer ->
                assertThat(answer.readAt())
                    .isBetween(MovableClock.START, MovableClock.START.plusSeconds(1)));
  }

  @Test
  void only_clerks_own_404_means_that_a_user_is_missing() {
    assertThat(connector.fetch("user_x")).isEqualTo(new Missing(MovableClock.START));

    fake.meet(Fault.GONE_WITHOUT_BODY);
    assertThat(connector.fetch("user_x"))
        .isEqualTo(new NoAnswer("GET /v1/users/{id} brought status 404, and not from Clerk"));
    fake.meet(Fault.OTHER_NOT_FOUND);
    assertThat(connector.fetch("user_x"))
        .isEqualTo(
            new NoAnswer(
                "Clerk refused: GET /v1/users/{id} brought status 404 (instance_not_found)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "count", "a/../count", ".", "..", "a?limit=1", "a#b", "ü %", "a\nb"})
  void an_id_is_never_taken_for_a_path(String id) {
    assertThat(connector.fetch(id)).isNotInstanceOf(Found.class);
    assertThat(fake.requests()).allMatch(path -> path.matches("/v1/users/[A-Za-z0-9%.-]+"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"RATE_LIMITED", "ANOTHER_USER", "FIRST_PAGE_AGAIN"},
      mode = EnumSource.Mode.EXCLUDE)
  void what_clerk_did_not_say_is_no_answer(Fault fault) {
    String id = fake.create("Ada", "Lovelace").get("id").stringValue();

    fake.meet(fault, fault, fault, fault, fault);

    assertThat(connector.fetch(id)).isInstanceOf(NoAnswer.class);
    assertThat(connector.list(null)).isInstanceOf(NoAnswer.class);
    assertThat(connector.pull(null)).isInstanceOf(NoAnswer.class);
    assertThat(connector.count()).isEmpty();
    assertThat(connector.check())
        .extracting(Finding::severity, Finding::code)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Finding.Severity.PROBLEM, "no_answer"));
  }

  @Test
  void another_user_than_was_asked_for_is_no_answer() {
    fake.meet(Fault.ANOTHER_USER);

    assertThat(connector.fetch("user_x"))
        .isEqualTo(new NoAnswer("GET /v1/users/{id} brought another user than was asked for"));
  }

  @Test
  void a_cursor_of_somebody_else_is_refused() {
    assertThatThrownBy(() -> connector.pull("1:2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Not a cursor of Clerk's pulls: '1:2'");
    assertThatThrownBy(() -> connector.list("1:2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Not a cursor of Clerk's listing: '1:2'");
  }

  @Test
  void a_request_to_slow_down_says_how_long() {
    NoAnswer slower =
        new NoAnswer(
            "Clerk asks us to slow down: GET /v1/users brought status 429 (too_many_requests)",
            Duration.ofSeconds(7),
            false);
    fake.meet(Fault.RATE_LIMITED, Fault.RATE_LIMITED);

    assertThat(connector.list(null)).isEqualTo(slower);
    assertThat(connector.pull(null)).isEqualTo(slower);
    assertThat(connector.pull(null)).isNotInstanceOf(NoAnswer.class);
  }

  @Test
  void a_refused_key_is_told_apart_from_an_outage() {
    fake.changeKey("sk_test_other");

    assertThat(connector.list(null))
        .isEqualTo(
            new NoAnswer(
                "Clerk refuses the secret key: GET /v1/users brought status 401"
                    + " (clerk_key_invalid); set a valid one",
                null,
                true));
    assertThat(connector.check())
        .containsExactly(
            Finding.problem(
                "credentials_refused",
                "Clerk refuses the secret key: GET /v1/users/count brought status 401"
                    + " (clerk_key_invalid); set a valid one"));
  }

  @Test
  void a_clerk_that_is_away_is_no_answer() {
    fake.close();

    assertThat(connector.fetch("user_x"))
        .isInstanceOfSatisfying(
            NoAnswer.class,
            away ->
                assertThat(away.reason())
                    .startsWith("Clerk did not answer GET /v1/users/{id}: " + fake.url()));
  }

  @Test
  void the_check_counts_the_users() {
    fake.create("Ada", "Lovelace");
    fake.create("Grace", "Hopper");

    assertThat(connector.count()).isEqualTo(OptionalLong.of(2));
    assertThat(connector.check())
        .containsExactly(
            Finding.good("users", "Clerk answers at " + fake.url() + "; users there: 2"));
  }

  @Test
  void without_a_webhook_secret_nothing_is_genuine_and_the_check_says_what_happens_instead() {
    Connector without = ClerkFixture.connector(fake, clock, null);

    assertThat(without.reach()).isEqualTo(new Reach(false, Duration.ofSeconds(5), false));
    assertThat(without.verify(new Webhook(Map.of(), new byte[0])))
        .isEqualTo(new Refused("No webhook secret is set for this project"));
    assertThat(without.check())
        .contains(
            Finding.warning(
                "no_webhook_secret",
                "No webhook secret is set, so changes are asked for every 5 s, and deletions are"
                    + " found by the comparison. To hear of both at once, create an endpoint in"
                    + " Clerk's dashboard under Webhooks, with the URL <public"
                    + " url>/webhooks/<project> and the events user.created, user.updated and"
                    + " user.deleted, and set its signing secret as webhook_secret"));
    assertThat(connector.reach()).isEqualTo(new Reach(true, Duration.ofSeconds(5), true));
  }
}
