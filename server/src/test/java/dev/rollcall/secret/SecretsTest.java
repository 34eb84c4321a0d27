package dev.rollcall.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is encrypted is read again in its own place under its own key, and nowhere else.
class SecretsTest {
  private static final String PLACE = "project/default/provider";
  private static final String SENTENCE =
      "The secret of 'project/default/provider' cannot be read. Its master key is another one: set"
          + " ROLLCALL_MASTER_KEY to the key that was used, or put back the file master.key";

  private final SecureRandom random = new SecureRandom();
  private final Secrets secrets = new Secrets(key(), random);

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "sk_live_canary", "пароль 🔑 \u0000 \n"})
  void a_secret_is_read_as_it_was_stored(String text) {
    assertThat(secrets.decrypt(PLACE, secrets.encrypt(PLACE, new Secret(text))).value())
        .isEqualTo(text);
  }

  @Test
  void what_is_stored_shows_nothing_of_it_and_differs_each_time() {
    Set<String> stored = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      byte[] bytes = secrets.encrypt(PLACE, new Secret("sk_live_canary"));
      assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("canary");
      stored.add(Base64.getEncoder().encodeToString(bytes));
    }

    assertThat(stored).hasSize(100);
  }

  @Test
  void it_is_not_read_in_another_place() {
    byte[] stored = secrets.encrypt("project/other/provider", new Secret("canary"));

    assertUnreadable(secrets, stored);
  }

  @Test
  void it_is_not_read_under_another_key() {
    byte[] stored = secrets.encrypt(PLACE, new Secret("canary"));

    assertUnreadable(new Secrets(key(), random), stored);
  }

  @Test
  void it_is_not_read_once_any_byte_has_changed() {
    byte[] stored = secrets.encrypt(PLACE, new Secret("canary"));
    for (int i = 0; i < stored.length; i++) {
      byte[] changed = stored.clone();
      changed[i] ^= 1;
      assertUnreadable(secrets, changed);
    }
  }

  @Test
  void it_is_not_read_when_it_was_cut_off() {
    byte[] stored = secrets.encrypt(PLACE, new Secret("canary"));
    for (int length = 0; length < stored.length; length++) {
      assertUnreadable(secrets, Arrays.copyOf(stored, length));
    }
  }

  @Test
  void a_secret_is_never_printed() {
    assertThat(new Secret("canary")).hasToString("[secret]");
    assertThat(key()).hasToString("[master key]");
    assertThat(ApiKey.random(random).toString())
        .matches("ApiKey\\[id=[0-9a-f]{16}, secret=\\[secret]]");
  }

  private static void assertUnreadable(Secrets secrets, byte[] stored) {
    assertThatThrownBy(() -> secrets.decrypt(PLACE, stored))
        .isInstanceOf(UnreadableSecretException.class)
        .hasMessage(SENTENCE);
  }

  private MasterKey key() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return MasterKey.of(new Secret(Base64.getEncoder().encodeToString(bytes)));
  }
}
