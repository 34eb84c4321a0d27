package dev.rollcall.bench;

import dev.rollcall.bench.Load.Round;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;

/// Sends prepared deliveries over many connections at once, each of which waits for its answer
/// before it sends the next.
///
/// @param port where to, on loopback
record Salvo(int port, int connections, List<byte[]> deliveries) {

  /// As fast as they are answered, until time or deliveries run out.
  Round asFastAsCanBe(Duration time) throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + time.toNanos();
    return run((_, _) -> System.nanoTime() < end, _ -> {});
  }

  /// All of them, at a steady pace. The time of each begins when it is due, whether there is a
  /// connection free for it or not.
  ///
  /// @param due called with its number just before a delivery is sent
  Round steadily(double rate, IntConsumer due) throws InterruptedException, ExecutionException {
    long began = System.nanoTime();
    return run(
        (number, took) -> {
          long at = began + (long) (number * 1e9 / rate);
          took[0] = at;
          for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
          return true;
        },
        due);
  }

  private interface Turn {
    /// Waits for the delivery's time; false ends the salvo.
    ///
    /// @param began may be set to another time than that of sending
    boolean await(int number, long[] began);
  }

  private Round run(Turn turn, IntConsumer due) throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    long began = System.nanoTime();
    List<Future<long[]>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < connections; i++) {
        all.add(threads.submit(() -> sendAll(next, turn, due)));
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    LongStream.Builder nanos = LongStream.builder();
    for (Future<long[]> one : all) {
      LongStream.of(one.get()).forEach(nanos);
    }
    long[] sorted = nanos.build().sorted().toArray();
    return new Round(sorted.length / seconds, sorted);
  }

  private long[] sendAll(AtomicInteger next, Turn turn, IntConsumer due) throws IOException {
    LongStream.Builder took = LongStream.builder();
    try (Wire wire = new Wire(port)) {
      for (int number = next.getAndIncrement();
          number < deliveries.size();
          number = next.getAndIncrement()) {
        long[] began = {0};
        if (!turn.await(number, began)) {
          break;
        }
        long now = began[0] == 0 ? System.nanoTime() : began[0];
        due.accept(number);
        wire.send(deliveries.get(number));
        took.add(System.nanoTime() - now);
      }
    }
    return took.build().toArray();
  }
}
