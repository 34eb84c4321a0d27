package dev.rollcall.provider.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.json.Json;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.FetchedUser.Found;
import dev.rollcall.provider.FetchedUser.Missing;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.testing.FakeStack;
import dev.rollcall.testing.MovableClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reading one user from Stack Auth.
class StackFetchTest {
  private static final String ADA = StackUsers.id(1);

  private final MovableClock clock = new MovableClock();
  private final FakeStack stack = new FakeStack();
  private final Connector connector = StackUsers.connector(stack, clock, Map.of());

  @AfterEach
  void stop() {
    stack.close();
  }

  @Test
  void a_fetched_user_is_stack_s_own_record_word_for_word() {
    stack.put(ADA, StackUsers.json(ADA));

    assertThat(connector.fetch(ADA))
        .isInstanceOfSatisfying(
            Found.class,
            found -> {
              ProviderUser user = found.user();
              assertThat(user.id()).isEqualTo(ADA);
              assertThat(user.version()).isNull();
              assertThat(user.createdAt()).isEqualTo(Instant.ofEpochMilli(StackUsers.SIGNED_UP));
              assertThat(Json.MAPPER.readTree(user.rawJson()))
                  .isEqualTo(Json.MAPPER.readTree(StackUsers.json(ADA)));
            });
  }

  @Test
  void a_read_counts_from_its_start_on_the_clock_of_stack() {
    stack.put(ADA, StackUsers.json(ADA));
    // The fake shows the machine's time in its Date header, ours stands still.
    Instant earliest = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    assertThat(connector.fetch(ADA))
        .isInstanceOfSatisfying(
            Found.class, found -> assertThat(found.readAt()).isBetween(earliest, Instant.now()));
  }

  @Test
  void a_user_whom_stack_does_not_know_is_missing() {
    assertThat(connector.fetch(ADA)).isInstanceOf(Missing.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "User not found.",
        "<html>404</html>",
        "{}",
        "{\"error\":\"User not found.\"}",
        "{\"code\":\"PROJECT_NOT_FOUND\",\"error\":\"\"}",
        "{\"code\":\"user_not_found\"}",
        "[\"USER_NOT_FOUND\"]"
      })
  void a_404_of_another_kind_proves_nothing(String body) {
    stack.answerNextWith(404, Map.of(), body);

    assertThat(connector.fetch(ADA)).isInstanceOf(NoAnswer.class);
  }

  @Test
  void a_404_whose_header_and_body_disagree_proves_nothing() {
    stack.answerNextWith(
        404, Map.of("x-stack-known-error", "PROJECT_NOT_FOUND"), "{\"code\":\"USER_NOT_FOUND\"}");

    assertThat(connector.fetch(ADA)).isInstanceOf(NoAnswer.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{}", "<html>", "{\"id\":", "{\"id\":\"me\"}"})
  void a_200_without_a_user_proves_nothing(String body) {
    stack.answerNextWith(200, Map.of(), body);

    assertThat(connector.fetch(ADA)).isInstanceOf(NoAnswer.class);
  }

  @Test
  void another_user_than_the_one_asked_for_is_no_answer() {
    stack.answerNextWith(200, Map.of(), StackUsers.json(StackUsers.id(2)));

    assertThat(connector.fetch(ADA))
        .isEqualTo(new NoAnswer("Stack Auth was asked for a user and sent another one"));
  }
}
