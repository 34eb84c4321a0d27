package dev.rollcall.rls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rollcall.jdbc.SealedDataSource;
import dev.rollcall.jdbc.SessionReset;
import dev.rollcall.testing.PostgresExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Many users at once over two connections.
class SealedUsersTest {
  @RegisterExtension
  final PostgresExtension postgres = RlsFixture.databases(new PostgresExtension());

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  @Test
  @Tag("slow")
  @EnabledIfSystemProperty(named = "dose", matches = "long")
  void ten_thousand_requests_on_two_connections_see_their_own() throws Exception {
    try (SealedPool two = SealedPool.of(postgres, "rls_pool_2", 2)) {
      assertThat(violations(two, 10_000)).isEmpty();
    }
  }

  @Test
  void requests_that_take_turns_on_two_connections_see_their_own() throws Exception {
    try (SealedPool two = SealedPool.of(postgres, "rls_pool_2", 2)) {
      assertThat(violations(two, 400)).isEmpty();
    }
  }

  /// Nothing is swept, so that the seal alone keeps them apart. Eight callers, some of whose
  /// requests fail, are nobody's, or are refused.
  private static List<String> violations(SealedPool two, int requests) throws Exception {
    List<SealedDataSource> sources =
        List.of(
            two.inPostgres().sweeping(SessionReset.NOTHING),
            two.byTicket().sweeping(SessionReset.NOTHING));
    Queue<String> found = new ConcurrentLinkedQueue<>();
    List<Callable<Boolean>> callers = new ArrayList<>();
    for (int caller = 0; caller < 8; caller++) {
      Random random = new Random(caller);
      callers.add(() -> {
        for (int i = 0; i < requests / 8; i++) {
          String user = random.nextInt(8) == 0 ? "nobody" : "user-" + random.nextInt(20);
          String token = user.equals("nobody") ? null : two.tokenOf(user);
          SealedDataSource source = sources.get(random.nextInt(2));
          two.token.call(token, () -> request(source, user, random, found));
        }
        return true;
      });
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> done : threads.invokeAll(callers)) {
        done.get();
      }
    }
    return List.copyOf(found);
  }

  private static boolean request(
      SealedDataSource source, String user, Random random, Queue<String> found)
      throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(random.nextBoolean());
      if (!user.equals("nobody")) {
        statement.executeUpdate("insert into note (text) values ('" + user + "')");
      }
      if (random.nextInt(4) == 0) {
        assertThat(catchThrowable(() -> statement.execute("not even sql"))).isNotNull();
        return false;
      }
      String seen =
          text(
              connection,
              "select coalesce(auth.user_id(), 'nobody') || coalesce(string_agg(distinct user_id, ' '), '') from note");
      if (!seen.equals(user.equals("nobody") ? "nobody" : user + user)) {
        found.add(user + " saw " + seen);
      }
      return true;
    }
  }
}
