package dev.rollcall.feed;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// A place in the feed. Opaque to followers.
///
/// @param epoch the history of the database that the number belongs to; a restore begins a new one
public record Cursor(String epoch, long number) {

  /// Reads what [#toString] wrote; empty where nobody wrote that.
  public static Optional<Cursor> parse(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int dot = plain.indexOf('.');
      if (dot < 1) {
        return Optional.empty();
      }
      return Optional.of(
          new Cursor(plain.substring(0, dot), Long.parseLong(plain.substring(dot + 1))));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  boolean continues(ChangeFeed.State state) {
    return epoch.equals(state.epoch()) && number >= state.first() - 1 && number <= state.last();
  }

  @Override
  public String toString() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((epoch + "." + number).getBytes(StandardCharsets.UTF_8));
  }
}
