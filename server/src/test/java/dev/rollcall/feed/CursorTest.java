package dev.rollcall.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A place in the feed, as followers carry it about.
class CursorTest {

  @Test
  void a_cursor_is_one_word_that_tells_nothing_and_is_read_again() {
    Cursor cursor = new Cursor("0123456789abcdef", 42);

    assertThat(cursor.toString()).matches("[A-Za-z0-9_-]+").doesNotContain("42");
    assertThat(Cursor.parse(cursor.toString())).contains(cursor);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "42",
        "???",
        "bm90IG91cnM",
        "LjQy",
        "ZXBvY2gu",
        "ZXBvY2guOTk5OTk5OTk5OTk5OTk5OTk5OTk5"
      })
  void what_nobody_wrote_is_no_cursor(String text) {
    assertThat(Cursor.parse(text)).isEmpty();
  }

  @Test
  void those_words_are_refused_for_what_they_hold() {
    assertThat(plain("bm90IG91cnM")).isEqualTo("not ours");
    assertThat(plain("LjQy")).isEqualTo(".42");
    assertThat(plain("ZXBvY2gu")).isEqualTo("epoch.");
  }

  private static String plain(String text) {
    return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
  }
}
