package dev.rollcall.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.postgres.Migrations;
import dev.rollcall.secret.ApiKey;
import dev.rollcall.secret.Secret;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who may use the management API.
class ApiKeysTest {
  @RegisterExtension
  final PostgresExtension postgres =
      new PostgresExtension()
          .withTemplate(
              "control",
              database ->
                  new Migrations("rollcall_control", 1, List.of("dev/rollcall/project/migration"))
                      .run(database.source()));

  private final MovableClock clock = new MovableClock();
  private final SecureRandom random = new SecureRandom();

  @Test
  void a_key_opens_the_door_until_it_is_revoked() {
    ApiKey key = keys().create("deploy");

    assertThat(keys().accepts(key.text().value())).isTrue();
    assertThat(keys().revoke(key.id())).isTrue();
    assertThat(keys().accepts(key.text().value())).isFalse();
    assertThat(keys().all()).isEmpty();
    assertThat(keys().revoke(key.id())).isFalse();
    assertThat(keys().revoke("0123456789abcdef")).isFalse();
  }

  @Test
  void another_secret_under_the_same_id_opens_nothing() {
    ApiKey key = keys().create("deploy");
    ApiKey forged = new ApiKey(key.id(), ApiKey.random(random).secret());

    assertThat(keys().accepts(forged.text().value())).isFalse();
    assertThat(keys().accepts(ApiKey.random(random).text().value())).isFalse();
    assertThat(keys().accepts("")).isFalse();
  }

  @Test
  void a_key_that_was_made_elsewhere_is_added_once_and_not_revived() {
    ApiKey key = ApiKey.random(random);
    keys().add("from the file", key);
    keys().add("again", key);

    assertThat(keys().all()).extracting(ApiKeys.View::name).containsExactly("from the file");

    keys().revoke(key.id());
    keys().add("once more", key);

    assertThat(keys().accepts(key.text().value())).isFalse();
  }

  @Test
  void its_use_is_noted_once_a_minute() {
    ApiKey key = keys().create("deploy");
    assertThat(keys().all().getFirst().lastUsedAt()).isNull();

    keys().accepts(key.text().value());
    clock.advance(Duration.ofSeconds(59));
    keys().accepts(key.text().value());

    assertThat(keys().all().getFirst().lastUsedAt()).isEqualTo(MovableClock.START);

    clock.advance(Duration.ofSeconds(2));
    keys().accepts(key.text().value());

    assertThat(keys().all().getFirst().lastUsedAt()).isEqualTo(clock.instant());
  }

  @Test
  void what_is_stored_of_a_key_does_not_open_the_door() {
    ApiKey key = keys().create("deploy");
    Secret secret = key.secret();

    String row =
        postgres
            .database()
            .inTransaction(tx ->
                tx.one(
                        "select encode(hash, 'escape') || k::text from rollcall_control.api_key k",
                        found -> found.getString(1))
                    .orElseThrow());

    assertThat(row).contains(key.id()).doesNotContain(secret.value());
  }

  private ApiKeys keys() {
    return new ApiKeys(postgres.database(), random, clock);
  }
}
