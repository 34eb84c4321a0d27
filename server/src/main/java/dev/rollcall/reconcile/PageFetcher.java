package dev.rollcall.reconcile;

import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ListedPage.Unreadable;
import dev.rollcall.provider.ListedRecord;
import dev.rollcall.provider.ListedRecords;
import dev.rollcall.provider.ListedRecords.Records;
import dev.rollcall.provider.NoAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks a provider for the pages of its listing, and asks again where it is busy or away for a
/// moment.
final class PageFetcher {
  private static final int TRIES = 8;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);

  private final Connector connector;
  private final int usersAtOnce;

  PageFetcher(Connector connector, int usersAtOnce) {
    this.connector = connector;
    this.usersAtOnce = usersAtOnce;
  }

  /// What was answered, and how long that took.
  record Fetched(ListedRecords page, long millis) {}

  /// Asks for pages until there are users enough for one transaction, or it has taken long enough.
  Fetched fetch(@Nullable String cursor) throws InterruptedException {
    long began = System.nanoTime();
    ListedRecords all = ask(cursor);
    while (all instanceof Records some
        && some.next() != null
        && some.records().size() < usersAtOnce
        && System.nanoTime() - began < LONG_ENOUGH.toNanos()) {
      if (!(ask(some.next()) instanceof Records more)) {
        // What is there is merged first; the next round asks for the rest again.
        break;
      }
      all = join(some, more);
    }
    return new Fetched(all, (System.nanoTime() - began) / 1_000_000);
  }

  private static Records join(Records some, Records more) {
    List<ListedRecord> records = new ArrayList<>(some.records());
    records.addAll(more.records());
    List<Unreadable> unreadable = new ArrayList<>(some.unreadable());
    unreadable.addAll(more.unreadable());
    Instant readAt = some.readAt().isBefore(more.readAt()) ? some.readAt() : more.readAt();
    return new Records(records, unreadable, readAt, more.next());
  }

  private ListedRecords ask(@Nullable String cursor) throws InterruptedException {
    ListedRecords page = connector.records(cursor);
    for (int attempt = 0; attempt < TRIES; attempt++) {
      if (!(page instanceof NoAnswer none) || none.credentialsRefused()) {
        break;
      }
      Duration wait = Duration.ofMillis(200L << attempt);
      Duration asked = none.retryAfter();
      if (asked != null && asked.compareTo(LONGEST_WAIT) > 0) {
        break;
      }
      Thread.sleep(asked == null ? wait : asked);
      page = connector.records(cursor);
    }
    return page;
  }
}
