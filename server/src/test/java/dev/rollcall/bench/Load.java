package dev.rollcall.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/// Clients that ask one request after the other, each as fast as it is answered.
final class Load {
  private Load() {}

  /// One request and its answer; fails unless that is a success.
  @FunctionalInterface
  interface Request {
    void ask() throws IOException;
  }

  /// @param rate requests a second, of all clients together
  /// @param nanos how long each request took, in order of size
  record Round(double rate, long[] nanos) {
    double millis(double share) {
      return nanos.length == 0
          ? 0
          : Math.round(
                  nanos[(int) Math.min(nanos.length - 1L, (long) (nanos.length * share))] / 1e4)
              / 100.0;
    }

    /// The round in the middle, by its rate, with the times of all.
    static Round median(List<Round> rounds) {
      double rate =
          rounds.stream()
              .sorted(Comparator.comparing(Round::rate))
              .toList()
              .get(rounds.size() / 2)
              .rate();
      return new Round(
          rate,
          rounds.stream().flatMapToLong(round -> Arrays.stream(round.nanos())).sorted().toArray());
    }

    @Override
    public String toString() {
      return Math.round(rate) + " /s, p50 " + millis(0.5) + " ms, p99 " + millis(0.99) + " ms";
    }
  }

  static Round run(List<? extends Request> clients, Duration time)
      throws InterruptedException, ExecutionException {
    long began = System.nanoTime();
    List<Future<long[]>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients.size())) {
      for (Request client : clients) {
        all.add(
            threads.submit(() -> {
              LongStream.Builder took = LongStream.builder();
              for (long now = System.nanoTime(); now - began < time.toNanos(); ) {
                client.ask();
                long after = System.nanoTime();
                took.add(after - now);
                now = after;
              }
              return took.build().toArray();
            }));
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    LongStream.Builder nanos = LongStream.builder();
    for (Future<long[]> one : all) {
      Arrays.stream(one.get()).forEach(nanos);
    }
    long[] sorted = nanos.build().sorted().toArray();
    return new Round(sorted.length / seconds, sorted);
  }
}
