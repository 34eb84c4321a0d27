package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IdleMemoryTest {
  private static final long MIB = 1 << 20;

  private final AtomicLong cpuNanos = new AtomicLong();
  private final AtomicLong committed = new AtomicLong(48 * MIB);
  private final AtomicInteger collections = new AtomicInteger();
  private final IdleMemory memory =
      new IdleMemory(
          cpuNanos::get,
          committed::get,
          () -> {
            collections.incrementAndGet();
            committed.set(70 * MIB);
          });

  @Test
  void a_heap_that_grew_is_collected_once_the_server_is_idle() {
    committed.set(500 * MIB);
    busy(10);
    assertThat(collections).hasValue(0);

    busy(1);
    assertThat(collections).hasValue(1);

    busy(1);
    assertThat(collections).as("what cannot be given back is not looked for again").hasValue(1);
  }

  @Test
  void a_heap_that_hardly_grew_is_left_alone() {
    committed.set(79 * MIB);

    busy(0);

    assertThat(collections).hasValue(0);
  }

  /// Lets half a minute pass, of which the server works for so many seconds.
  private void busy(int seconds) {
    cpuNanos.addAndGet(seconds * 1_000_000_000L);
    memory.look();
  }
}
