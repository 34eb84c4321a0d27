package dev.rollcall.faults;

import java.sql.Connection;
import java.util.concurrent.Callable;

/// How long events waited, by the server's own clock.
final class Delay {
  /// What a machine that does other things, too, may add to a figure.
  static final double NOISE_MILLIS = 250;

  private Delay() {}

  /// From receipt until it was applied, of 99 in 100 events that were told (not looked up), in
  /// milliseconds.
  ///
  /// @param which of them, in SQL
  static double p99(Callable<Connection> database, String which) throws Exception {
    String sql =
        """
        select 'p99', 1000 * extract(epoch from percentile_disc(0.99) within group
               (order by settled_at - received_at))
          from rollcall.inbox
         where look_up is null and %s
        """
            .formatted(which);
    return Double.parseDouble(Aftermath.pairs(database, sql).get("p99"));
  }

  /// A condition that holds for what comes from now on.
  static String fromNowOn(Callable<Connection> database) throws Exception {
    return "number > "
        + Aftermath.pairs(database, "select 'last', coalesce(max(number), 0) from rollcall.inbox")
            .get("last");
  }
}
