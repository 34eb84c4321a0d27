package dev.rollcall.provider.mock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.api.mock.MockSettings;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.json.Json;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.FetchedUser.Found;
import dev.rollcall.provider.FetchedUser.Missing;
import dev.rollcall.provider.Finding;
import dev.rollcall.provider.ListedPage.Page;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderEvent.UserChanged;
import dev.rollcall.provider.ProviderEvent.UserDeleted;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.PulledEvents.Pulled;
import dev.rollcall.provider.Reach;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RunningMock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reading users and events from a running mock.
class MockReadingTest {
  private final MovableClock clock = new MovableClock();
  private final RunningMock mock = new RunningMock(clock);
  private final Connector connector = connector(mock.url(), RunningMock.KEY);

  @AfterEach
  void stop() {
    mock.close();
  }

  @Test
  void a_fetched_user_has_its_own_words_and_the_four_of_the_table() {
    mock.json(
        "POST",
        "/users",
        "{\"id\":\"a|b\",\"name\":\"Ada\",\"email\":\"a@b.c\",\"data\":{\"x\":1}}");

    assertThat(connector.fetch("a|b"))
        .isInstanceOfSatisfying(
            Found.class,
            found -> {
              long now = clock.millis();
              assertThat(found.user().version()).isEqualTo(clock.instant());
              assertThat(found.user().createdAt()).isEqualTo(clock.instant());
              assertThat(Json.MAPPER.readTree(found.user().rawJson()))
                  .isEqualTo(
                      Json.MAPPER.readTree(
                          """
                          {"id":"a|b","name":"Ada","email":"a@b.c","created_at":%d,
                           "updated_at":%d,"data":{"x":1},"display_name":"Ada",
                           "primary_email":"a@b.c","signed_up_at_millis":%d}\
                          """
                              .formatted(now, now, now)));
            });
    assertThat(connector.fetch("nobody")).isInstanceOf(Missing.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"401", "429", "500", "html", "truncated"})
  void a_mock_that_misbehaves_gives_no_answer(String mode) {
    mock.create("ada");
    mock.behave(mode);

    assertThat(connector.fetch("ada")).isInstanceOf(NoAnswer.class);
    assertThat(connector.list(null)).isInstanceOf(NoAnswer.class);
    assertThat(connector.pull(null)).isInstanceOf(NoAnswer.class);
    assertThat(connector.count()).isEmpty();
  }

  @Test
  void a_wait_and_a_refusal_are_passed_on() {
    mock.behave("429");
    NoAnswer slower = (NoAnswer) connector.list(null);
    mock.behave("401");
    NoAnswer refused = (NoAnswer) connector.list(null);

    assertThat(slower)
        .isEqualTo(
            new NoAnswer(
                "The mock provider was asked for its users and answered with 429",
                Duration.ofSeconds(1),
                false));
    assertThat(refused.credentialsRefused()).isTrue();
  }

  @Test
  void a_project_without_a_mock_does_not_make_a_user_missing() {
    assertThat(connector(mock.root() + "/other", RunningMock.KEY).fetch("ada"))
        .isInstanceOf(NoAnswer.class);
  }

  @Test
  void all_users_are_listed() {
    mock.create("ada");
    mock.json("POST", "/generate", "{\"count\":2500}");

    List<String> ids = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      Page page = (Page) connector.list(cursor);
      assertThat(page.unreadable()).isEmpty();
      page.users().stream().map(ProviderUser::id).forEach(ids::add);
      cursor = page.next();
    } while (cursor != null);

    assertThat(ids).hasSize(2501).doesNotHaveDuplicates();
    assertThat(connector.count()).hasValue(2501);
  }

  @Test
  void a_first_pull_starts_at_the_present_and_the_next_brings_what_happened() {
    mock.create("before");
    Pulled first = (Pulled) connector.pull(null);
    mock.create("ada");
    mock.json("DELETE", "/users/ada", "");

    Pulled second = (Pulled) connector.pull(first.cursor());
    Pulled third = (Pulled) connector.pull(second.cursor());

    assertThat(first.events()).isEmpty();
    assertThat(second.events()).hasSize(2);
    assertThat(second.more()).isFalse();
    assertThat(connector.read(second.events().getFirst()))
        .isInstanceOfSatisfying(
            UserChanged.class, changed -> assertThat(changed.user().id()).isEqualTo("ada"));
    assertThat(connector.read(second.events().getLast()))
        .isEqualTo(new UserDeleted("ada", clock.instant()));
    assertThat(third.events()).isEmpty();
    assertThat(third.cursor()).isEqualTo(second.cursor());
  }

  @Test
  void many_events_come_in_several_pulls() {
    Pulled pulled = (Pulled) connector.pull(null);
    for (int i = 0; i < 501; i++) {
      mock.create("u" + i);
    }

    Pulled first = (Pulled) connector.pull(pulled.cursor());
    Pulled second = (Pulled) connector.pull(first.cursor());

    assertThat(first.events()).hasSize(500);
    assertThat(first.more()).isTrue();
    assertThat(second.events()).hasSize(1);
    assertThat(second.more()).isFalse();
  }

  @Test
  void a_cursor_of_an_earlier_life_goes_on_at_the_present() {
    try (RunningMock other = new RunningMock(clock, MockSettings.pulled(RunningMock.KEY), 8)) {
      Pulled elsewhere = (Pulled) connector(other.url(), RunningMock.KEY).pull(null);
      mock.create("ada");

      Pulled pulled = (Pulled) connector.pull(elsewhere.cursor());

      assertThat(pulled.events()).isEmpty();
      assertThat(pulled.cursor()).isEqualTo(((Pulled) connector.pull(null)).cursor());
    }
  }

  @Test
  void the_check_tells_whether_the_key_is_right() {
    assertThat(connector.check()).extracting(Finding::code).containsExactly("credentials", "pulls");
    assertThat(connector(mock.url(), "wrong").check().getFirst().code())
        .isEqualTo("credentials_refused");
    assertThat(connector(mock.root() + "/other", "wrong").check().getFirst().code())
        .isEqualTo("no_answer");
    assertThat(connector.reach()).isEqualTo(new Reach(false, Duration.ofSeconds(1), true));
  }

  private Connector connector(String url, String key) {
    return new MockDialect()
        .connector(
            new ProviderSettings(Map.of("url", url + "/", "secret_key", key)),
            new HttpCaller(new EgressGuard(true), clock),
            clock);
  }
}
