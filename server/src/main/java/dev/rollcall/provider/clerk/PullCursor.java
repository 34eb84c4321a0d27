package dev.rollcall.provider.clerk;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How far the pulls have come. Times are `updated_at`, in milliseconds.
///
/// @param watermark the latest change that was read
/// @param floor records that changed at this time or before need not be read again
/// @param stamp when the last events were handed out, on our clock; it makes a cursor that came
///   with events unlike the one before
/// @param top the latest change at the start of the sweep that is under way
/// @param offset where that sweep goes on; 0 where none is under way
record PullCursor(long watermark, long floor, long stamp, long top, int offset) {
  /// How much later than its time of change a record may become visible.
  static final Duration OVERLAP = Duration.ofSeconds(10);

  private static final Pattern TEXT =
      Pattern.compile("(-?\\d{1,18}):(-?\\d{1,18}):(\\d{1,18}):(\\d{1,18}):(\\d{1,9})");

  static PullCursor startingAt(long watermark, long stamp) {
    return new PullCursor(watermark, watermark - OVERLAP.toMillis(), stamp, 0, 0);
  }

  /// @throws IllegalArgumentException if the text was not made by [#text]
  static PullCursor parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("Not a cursor of Clerk's pulls: '" + text + "'");
    }
    return new PullCursor(
        Long.parseLong(matcher.group(1)),
        Long.parseLong(matcher.group(2)),
        Long.parseLong(matcher.group(3)),
        Long.parseLong(matcher.group(4)),
        Integer.parseInt(matcher.group(5)));
  }

  String text() {
    return watermark + ":" + floor + ":" + stamp + ":" + top + ":" + offset;
  }

  boolean isUnderWay() {
    return offset > 0;
  }

  PullCursor stamped(long newStamp) {
    return new PullCursor(watermark, floor, newStamp, top, offset);
  }

  /// The sweep goes on further down.
  PullCursor deeper(long newTop, int newOffset) {
    return new PullCursor(watermark, floor, stamp, newTop, newOffset);
  }

  /// The sweep has come down to the floor.
  PullCursor finished(long newest) {
    long reached = Math.max(watermark, newest);
    return new PullCursor(reached, Math.max(floor, reached - OVERLAP.toMillis()), stamp, 0, 0);
  }

  /// Nothing late can still appear below the watermark.
  PullCursor settled() {
    return new PullCursor(watermark, watermark, stamp, 0, 0);
  }
}
