package dev.rollcall.auth.mail;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is filled into a template. Names are made one line of at most 100 characters, without
/// characters that turn the direction of writing.
///
/// @param project the project's display name
/// @param email whom the mail is for
/// @param name the user's; where there is none, the address stands in. Anybody can sign up with
///   somebody else's address and a name of his choice, so the templates that come with Rollcall do
///   not use it
/// @param link what to open
/// @param code the one-time code; null where there is none
public record LetterValues(
    String project, String email, @Nullable String name, String link, @Nullable String code) {
  private static final int LONGEST_NAME = 100;
  private static final Pattern LINK = Pattern.compile("(?i)https?://[^\\p{Cntrl}\\s<>\"]+");
  private static final Pattern CODE = Pattern.compile("[A-Z0-9]{6}");
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}\\s\\u2028\\u2029\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]+");

  public LetterValues {
    if (!LINK.matcher(link).matches()) {
      throw new IllegalArgumentException("The link is not one that can be mailed");
    }
    if (code != null && !CODE.matcher(code).matches()) {
      throw new IllegalArgumentException("The code is not six capital letters and digits");
    }
    project = line(project);
    email = line(email);
    name = name == null || name.isBlank() ? email : line(name);
  }

  String value(Placeholder placeholder) {
    String value =
        switch (placeholder) {
          case LINK -> link;
          case CODE -> code;
          case PROJECT -> project;
          case NAME -> name;
          case EMAIL -> email;
        };
    if (value == null) {
      throw new IllegalArgumentException("This mail needs a value for " + placeholder);
    }
    return value;
  }

  @Override
  public String toString() {
    return "[letter values]";
  }

  private static String line(String text) {
    String line = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
    return line.codePointCount(0, line.length()) <= LONGEST_NAME
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST_NAME - 1)) + "…";
  }
}
