package dev.rollcall.sqlhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.SqlClient;
import dev.rollcall.testing.SqlServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Guessing the password of a database's own login.
class WrongPasswordsTest {
  private static final String WRONG =
      "400 28P01 password authentication failed for user \"postgres\"";

  @RegisterExtension
  final PostgresExtension postgres = NoteFixture.databases(new PostgresExtension());

  private final MovableClock clock = new MovableClock();
  private SqlServer server;

  @BeforeEach
  void start() {
    server = new SqlServer(postgres.database(), postgres.url(), SqlLimits.USUAL, clock);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String ask(String address, String user, String password) {
    SqlClient client = server.nobody();
    String connection = String.valueOf(client.headers().get("Neon-Connection-String"));
    return client
        .with("X-Forwarded-For", address)
        .with(
            "Neon-Connection-String", connection.replace("anonymous@", user + ":" + password + "@"))
        .query("select 1 as one")
        .rows();
  }

  private String guess(String address) {
    return ask(address, "postgres", "guess");
  }

  private String right(String address) {
    return ask(address, "postgres", "test");
  }

  @Test
  void after_ten_wrong_passwords_for_a_user_the_right_one_is_not_tried_either() {
    for (int i = 0; i < 10; i++) {
      assertThat(guess("203.0.113." + i)).isEqualTo(WRONG);
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(right("203.0.113.77"))
        .isEqualTo("400 28000 too many wrong passwords: try again in 50 seconds");
    assertThat(guess("203.0.113.78"))
        .isEqualTo("400 28000 too many wrong passwords: try again in 50 seconds");

    clock.advance(Duration.ofSeconds(50));
    assertThat(right("203.0.113.77")).isEqualTo("[{\"one\":1}]");
  }

  @Test
  void no_more_than_fifty_an_hour_for_a_user() {
    for (int i = 0; i < 50; i++) {
      assertThat(guess("203.0.113." + i)).isEqualTo(WRONG);
      clock.advance(Duration.ofMinutes(1));
    }

    assertThat(guess("203.0.113.99"))
        .isEqualTo("400 28000 too many wrong passwords: try again in 600 seconds");
  }

  @Test
  void no_more_than_thirty_a_minute_from_one_network() {
    for (int i = 0; i < 30; i++) {
      assertThat(ask("2001:db8:0:1::" + i, "user" + i, "guess")).startsWith("400 28P01");
    }

    assertThat(ask("2001:db8:0:1::99", "another", "guess")).startsWith("400 28000 too many");
    assertThat(ask("2001:db8:0:2::99", "another", "guess")).startsWith("400 28P01");
  }

  @Test
  void where_the_right_password_came_from_others_guesses_shut_nobody_out() {
    assertThat(right("198.51.100.1")).isEqualTo("[{\"one\":1}]");
    for (int i = 0; i < 11; i++) {
      guess("203.0.113.7");
    }

    assertThat(right("203.0.113.8")).startsWith("400 28000 too many");
    assertThat(right("198.51.100.1")).isEqualTo("[{\"one\":1}]");
    for (int i = 0; i < 10; i++) {
      assertThat(guess("198.51.100.1")).isEqualTo(WRONG);
    }
    assertThat(right("198.51.100.1")).startsWith("400 28000 too many");
  }

  @Test
  void right_passwords_are_not_counted_nor_is_anything_on_ones_own_machine() {
    for (int i = 0; i < 40; i++) {
      assertThat(right("203.0.113.7")).isEqualTo("[{\"one\":1}]");
    }
    try (SqlServer own =
        new SqlServer(postgres.database(), postgres.url(), SqlLimits.USUAL.lenient(), clock)) {
      server.close();
      server = own;
      for (int i = 0; i < 40; i++) {
        assertThat(guess("203.0.113.7")).isEqualTo(WRONG);
      }
    }
  }
}
