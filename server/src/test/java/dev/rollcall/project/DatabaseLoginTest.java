package dev.rollcall.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.secret.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Database URLs, in and out.
class DatabaseLoginTest {

  @Test
  void a_url_is_taken_apart() {
    DatabaseLogin login = of("postgresql://ada:pass@db.example.com:6543/app?sslmode=require&a=b");

    assertThat(login)
        .isEqualTo(
            new DatabaseLogin(
                "db.example.com", 6543, "app", "ada", new Secret("pass"), "sslmode=require&a=b"));
    assertThat(login.jdbcUrl())
        .isEqualTo("jdbc:postgresql://db.example.com:6543/app?sslmode=require&a=b");
  }

  @Test
  void the_port_and_the_password_may_be_missing() {
    DatabaseLogin login = of(" postgres://ada@db.example.com/app\n");

    assertThat(login)
        .isEqualTo(new DatabaseLogin("db.example.com", 5432, "app", "ada", new Secret(""), null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p@ss:w/rd?#[]",
        "per%cent",
        "a+b c",
        "пароль🔑",
        "\"quotes'\\",
        "%2B",
        "&=;",
        "{}|^`<>"
      })
  void every_character_survives_in_user_password_and_database(String text) {
    DatabaseLogin login =
        new DatabaseLogin("127.0.0.1", 5432, "db " + text, "u" + text, new Secret(text), null);

    assertThat(of(login.url().value())).isEqualTo(login);
    assertThat(login.jdbcUrl()).matches("[!-~]+");
  }

  @Test
  void an_ipv6_address_stays_in_its_brackets() {
    DatabaseLogin login = of("postgresql://ada:x@[::1]:5433/app");

    assertThat(login.host()).isEqualTo("[::1]");
    assertThat(login.jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]:5433/app");
    assertThat(of(login.url().value())).isEqualTo(login);
  }

  @Test
  void a_host_may_be_named_with_an_underscore_as_containers_are() {
    DatabaseLogin login = of("postgresql://ada:x@my_stack-db_1:5433/app");

    assertThat(login.host()).isEqualTo("my_stack-db_1");
    assertThat(login.port()).isEqualTo(5433);
    assertThat(of(login.url().value())).isEqualTo(login);
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://ada:canary %@db/app, The database URL is not a URL",
    "postgresql://ada:canary%zz@db/app, The database URL is not a URL",
    "mysql://ada:canary@db/app, 'The database URL does not begin with postgresql:// or postgres://'",
    "ada:canary@db/app, 'The database URL does not begin with postgresql:// or postgres://'"
  })
  void what_is_no_database_url_is_refused_without_quoting_it(String url, String sentence) {
    assertThatThrownBy(() -> of(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence)
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://db/app",
        "postgresql://ada:canary@db",
        "postgresql://ada:canary@db/",
        "postgresql://ada:c@nary@db/app",
        "postgresql:ada:canary"
      })
  void a_url_that_lacks_something_says_what_it_needs(String url) {
    assertThatThrownBy(() -> of(url))
        .hasMessage(
            "The database URL needs a user, a host and a database:"
                + " postgresql://user:password@host:5432/database");
  }

  @Test
  void the_password_is_not_printed() {
    assertThat(of("postgresql://ada:canary@db/app").toString()).doesNotContain("canary");
  }

  private static DatabaseLogin of(String url) {
    return DatabaseLogin.of(new Secret(url));
  }
}
