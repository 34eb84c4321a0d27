package dev.rollcall.bench;

import dev.rollcall.bench.Load.Round;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/// Looks, again and again, whether the rows of users who were announced can be seen by a connection
/// of its own.
final class RowWatch {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<String, Long> awaited = new ConcurrentHashMap<>();
  private final LongStream.Builder nanos = LongStream.builder();
  private volatile boolean all;

  /// Says that this user's row will come, and that its delivery is sent now.
  void await(String userId) {
    awaited.put(userId, System.nanoTime());
  }

  /// Says that there will be no more.
  void all() {
    all = true;
  }

  /// Looks until all have come; answers how long each took.
  Round look(Connection connection) throws SQLException {
    long began = System.nanoTime();
    long patience = Long.MAX_VALUE;
    int seen = 0;
    try (PreparedStatement find =
        connection.prepareStatement("select id from neon_auth.users_sync where id = any (?)")) {
      while (!all || !awaited.isEmpty()) {
        for (String id : find(connection, find)) {
          nanos.add(System.nanoTime() - Objects.requireNonNull(awaited.remove(id)));
          seen++;
        }
        if (all) {
          patience = Math.min(patience, System.nanoTime() + PATIENCE.toNanos());
          if (System.nanoTime() > patience) {
            throw new AssertionError(awaited.size() + " rows have not come");
          }
        }
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      }
    }
    return new Round(seen / ((System.nanoTime() - began) / 1e9), nanos.build().sorted().toArray());
  }

  private List<String> find(Connection connection, PreparedStatement find) throws SQLException {
    Object[] ids = awaited.keySet().stream().limit(500).toArray();
    List<String> found = new ArrayList<>();
    if (ids.length > 0) {
      find.setArray(1, connection.createArrayOf("text", ids));
      try (ResultSet rows = find.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }
}
