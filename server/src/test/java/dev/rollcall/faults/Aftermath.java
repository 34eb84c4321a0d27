package dev.rollcall.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/// What came of a fault once all is quiet again, with no hand laid on.
///
/// @param lost acknowledged events that are not in the inbox
/// @param wrong users whose row is not what the provider says
/// @param resurrected those of them who are deleted and whose row lives
record Aftermath(int acknowledged, Set<String> lost, Map<String, String> wrong, long resurrected) {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /// Waits until all that was stored is applied, and looks.
  static Aftermath of(
      Callable<Connection> database, Set<String> acknowledged, Map<String, TrueUser> truth)
      throws Exception {
    return of(database, acknowledged, truth, WAITING);
  }

  /// The same while the provider cannot be asked: look-ups go on waiting.
  ///
  /// @param truth without those of whom no event told
  static Aftermath ofEvents(
      Callable<Connection> database,
      Set<String> acknowledged,
      Map<String, TrueUser> truth,
      String untold)
      throws Exception {
    Aftermath all = of(database, acknowledged, truth, WAITING + " and look_up is null");
    Map<String, String> told = new TreeMap<>(all.wrong);
    told.remove(untold);
    return new Aftermath(all.acknowledged, all.lost, told, all.resurrected);
  }

  private static Aftermath of(
      Callable<Connection> database,
      Set<String> acknowledged,
      Map<String, TrueUser> truth,
      String waiting)
      throws Exception {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(() -> pairs(database, waiting).isEmpty());
    Set<String> lost = new HashSet<>(acknowledged);
    lost.removeAll(pairs(database, "select event_id, '' from rollcall.inbox").keySet());
    Map<String, String> rows =
        pairs(
            database,
            """
            select id, case when deleted_at is null then name || ' live' else 'deleted' end
              from neon_auth.users_sync
            """);
    Map<String, String> wrong = new TreeMap<>();
    truth.forEach((id, user) -> {
      String row = rows.getOrDefault(id, "none");
      if (!row.equals(user.asRow())) {
        wrong.put(id, "is '" + row + "' instead of '" + user.asRow() + "'");
      }
    });
    rows.keySet().stream().filter(id -> !truth.containsKey(id)).forEach(id -> wrong.put(id, "?"));
    long resurrected =
        wrong.keySet().stream()
            .filter(id -> truth.containsKey(id) && !truth.get(id).alive())
            .filter(id -> rows.getOrDefault(id, "").endsWith(" live"))
            .count();
    return new Aftermath(acknowledged.size(), lost, wrong, resurrected);
  }

  private static final String WAITING =
      "select number::text, '' from rollcall.inbox where settled_at is null";

  void mustBeGood() {
    assertThat(lost).as("acknowledged events that are lost").isEmpty();
    assertThat(wrong).as("users unlike the provider's").isEmpty();
    assertThat(resurrected).as("deleted users who live").isZero();
  }

  static Map<String, String> pairs(Callable<Connection> database, String sql) throws Exception {
    try (Connection connection = database.call();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      Map<String, String> found = new TreeMap<>();
      while (row.next()) {
        found.put(row.getString(1), String.valueOf(row.getString(2)));
      }
      return found;
    }
  }
}
