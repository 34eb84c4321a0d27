package dev.rollcall.auth.mail;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What a mail is for. The wire names are stored, and are the names of template files.
public enum MailKind {
  EMAIL_VERIFICATION,
  PASSWORD_RESET,
  SIGN_IN_CODE;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What the reader cannot do without.
  Set<Placeholder> needed() {
    return this == SIGN_IN_CODE
        ? EnumSet.of(Placeholder.LINK, Placeholder.CODE)
        : EnumSet.of(Placeholder.LINK);
  }
}
