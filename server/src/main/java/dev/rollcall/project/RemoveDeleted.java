package dev.rollcall.project;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// When the rows of deleted users go: the setting `remove_deleted_after`.
///
/// @param after null for never, zero for at once (foreign keys then fire with the deletion itself)
public record RemoveDeleted(@Nullable Duration after) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,5})([dhms])");

  /// Rows stay, with `deleted_at` set.
  public static final RemoveDeleted NEVER = new RemoveDeleted(null);

  /// Reads `never`, `0`, or a number with `d`, `h`, `m` or `s`, such as `30d`.
  ///
  /// @throws IllegalArgumentException if the text is none of them
  public static RemoveDeleted of(String text) {
    if (text.equals("never")) {
      return NEVER;
    }
    if (text.equals("0")) {
      return new RemoveDeleted(Duration.ZERO);
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "remove_deleted_after is '" + text + "': use never, 0, or a time such as 30d or 12h");
    }
    long amount = Long.parseLong(matcher.group(1));
    return new RemoveDeleted(
        switch (matcher.group(2)) {
          case "d" -> Duration.ofDays(amount);
          case "h" -> Duration.ofHours(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofSeconds(amount);
        });
  }

  public boolean atOnce() {
    Duration wait = after;
    return wait != null && wait.isZero();
  }

  /// The text that [#of] reads.
  @Override
  public String toString() {
    Duration wait = after;
    if (wait == null) {
      return "never";
    }
    if (wait.isZero()) {
      return "0";
    }
    long seconds = wait.toSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
