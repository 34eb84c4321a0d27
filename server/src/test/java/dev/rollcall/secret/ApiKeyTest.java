package dev.rollcall.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A key for our API, and what is no such key.
class ApiKeyTest {
  private final SecureRandom random = new SecureRandom();

  @Test
  void a_key_is_read_from_its_text() {
    ApiKey key = ApiKey.random(random);

    assertThat(key.text().value()).matches("rck_[0-9a-f]{16}_[0-9a-f]{64}_[0-9a-f]{8}");
    assertThat(ApiKey.parse(key.text().value())).contains(key);
    assertThat(ApiKey.random(random)).isNotEqualTo(key);
  }

  @Test
  void a_key_matches_its_own_hash_only() {
    ApiKey key = ApiKey.random(random);

    assertThat(key.hash()).hasSize(32);
    assertThat(key.matches(key.hash())).isTrue();
    assertThat(key.matches(ApiKey.random(random).hash())).isFalse();
    assertThat(key.matches(new byte[0])).isFalse();
  }

  @Test
  void every_single_typing_error_is_found() {
    String text = ApiKey.random(random).text().value();
    for (int i = 0; i < text.length(); i++) {
      char wrong = text.charAt(i) == '7' ? '1' : '7';
      assertThat(ApiKey.parse(text.substring(0, i) + wrong + text.substring(i + 1))).isEmpty();
      assertThat(ApiKey.parse(text.substring(0, i) + text.substring(i + 1))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rck", "rck___", "rck_1_2_3", "sk_live_0123", "rck_a_b_c_d"})
  void another_text_is_no_key(String text) {
    assertThat(ApiKey.parse(text)).isEmpty();
  }

  @Test
  void a_key_of_too_few_bits_is_no_key_though_its_checksum_is_right() {
    assertThat(ApiKey.parse(withChecksum("0123456789abcdef", "1"))).isEmpty();
    assertThat(ApiKey.parse(withChecksum("1", "0".repeat(64)))).isEmpty();
    assertThat(ApiKey.parse(withChecksum("0123456789abcdef", "0".repeat(64)))).isPresent();
  }

  private static String withChecksum(String id, String secret) {
    CRC32 crc = new CRC32();
    crc.update((id + secret).getBytes(StandardCharsets.UTF_8));
    return "rck_" + id + "_" + secret + String.format(Locale.ROOT, "_%08x", crc.getValue());
  }
}
