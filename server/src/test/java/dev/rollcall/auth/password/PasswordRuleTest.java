package dev.rollcall.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.secret.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which passwords are taken.
class PasswordRuleTest {
  private final CommonPasswords common = new CommonPasswords();
  private final PasswordRule rule = new PasswordRule(common);

  @ParameterizedTest
  @ValueSource(strings = {"qzvxkjwy", "correct horse battery staple", "        ", "äöüßÄÖÜ€"})
  void eight_characters_of_any_kind_will_do(String password) {
    assertThat(rule.fault(new Secret(password))).isEmpty();
  }

  @Test
  void a_password_has_8_to_70_characters() {
    assertThat(rule.fault(new Secret("qzvxkjw"))).contains(PasswordFault.TOO_SHORT);
    assertThat(rule.fault(new Secret("")).orElseThrow()).isEqualTo(PasswordFault.TOO_SHORT);
    assertThat(rule.fault(new Secret("q".repeat(70)))).isEmpty();
    assertThat(rule.fault(new Secret("q".repeat(71)))).contains(PasswordFault.TOO_LONG);
  }

  @Test
  void characters_are_counted_as_people_count_them() {
    assertThat(rule.fault(new Secret("😀".repeat(7)))).contains(PasswordFault.TOO_SHORT);
    assertThat(rule.fault(new Secret("😀".repeat(70)))).isEmpty();
    assertThat(rule.fault(new Secret("e\u0308".repeat(7)))).contains(PasswordFault.TOO_SHORT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"password", "PASSWORD", "Password1", "12345678", "qwertyuiop", "1qaz2wsx"})
  void what_is_tried_first_is_not_taken(String password) {
    assertThat(rule.fault(new Secret(password))).contains(PasswordFault.COMMON);
  }

  @Test
  void the_list_holds_ten_thousand() {
    assertThat(common.size()).isEqualTo(10_000);
    assertThat(common.contains("# MIT")).isFalse();
    assertThat(common.contains("")).isFalse();
  }
}
