package dev.rollcall.auth.password;

import dev.rollcall.secret.Secret;
import java.text.Normalizer;
import java.util.Optional;

/// What a new password must look like. Nothing is asked of its letters and digits.
public final class PasswordRule {
  public static final int SHORTEST = 8;
  public static final int LONGEST = 70;

  private final CommonPasswords common;

  public PasswordRule(CommonPasswords common) {
    this.common = common;
  }

  /// What is wrong with it; empty where nothing is. Characters are counted as people would, not in
  /// units of an encoding.
  public Optional<PasswordFault> fault(Secret password) {
    String text = Normalizer.normalize(password.value(), Normalizer.Form.NFC);
    int characters = text.codePointCount(0, text.length());
    if (characters < SHORTEST) {
      return Optional.of(PasswordFault.TOO_SHORT);
    }
    if (characters > LONGEST) {
      return Optional.of(PasswordFault.TOO_LONG);
    }
    return common.contains(text) ? Optional.of(PasswordFault.COMMON) : Optional.empty();
  }
}
