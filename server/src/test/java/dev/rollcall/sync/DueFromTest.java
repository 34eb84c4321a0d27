package dev.rollcall.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.inbox.Batch;
import dev.rollcall.inbox.Entry;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DueFromTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant COMMITTED_BY_THEN = NOW.minusMillis(200);

  private static final Batch NOTHING = new Batch(List.of(), false);

  private final AtomicLong nanoTime = new AtomicLong(-5);
  private final DueFrom due = new DueFrom(nanoTime::get);

  @Test
  void the_first_search_begins_at_the_beginning_and_the_next_where_that_one_ended() {
    assertThat(due.from(NOW)).isEqualTo(Instant.EPOCH);

    due.found(NOTHING, NOW);

    assertThat(due.from(NOW.plusMillis(1))).isEqualTo(COMMITTED_BY_THEN);
  }

  @Test
  void after_a_search_that_found_as_much_as_it_may_the_next_begins_at_the_last_that_it_found() {
    due.from(NOW.plusSeconds(60));

    due.found(new Batch(List.of(received(NOW)), true), NOW.plusSeconds(60));

    assertThat(due.from(NOW.plusSeconds(60))).isEqualTo(COMMITTED_BY_THEN);
  }

  @Test
  void a_search_with_a_clock_that_was_set_back_begins_at_the_beginning() {
    due.from(NOW);
    due.found(NOTHING, NOW);

    assertThat(due.from(NOW.minusSeconds(300))).isEqualTo(Instant.EPOCH);
  }

  @Test
  void one_search_in_a_second_begins_at_the_beginning() {
    due.from(NOW);
    due.found(NOTHING, NOW);
    nanoTime.addAndGet(1_000_000_000);

    assertThat(due.from(NOW)).isEqualTo(Instant.EPOCH);
  }

  private static Entry received(Instant at) {
    return new Entry(1, new ProviderId("fake"), new StoredEvent("e", new byte[0]), at, 0);
  }
}
