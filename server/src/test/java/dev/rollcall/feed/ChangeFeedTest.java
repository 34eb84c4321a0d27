package dev.rollcall.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.feed.FeedView.Page;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.HeldTransaction;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import dev.rollcall.testing.WatchedConnections;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Followers get every change once, in one order, and nobody waits for them.
@Timeout(30)
class ChangeFeedTest {
  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final ChangeFeed feed = new ChangeFeed();
  private final MovableClock clock = new MovableClock();

  @Test
  void a_change_that_commits_late_is_not_skipped_by_a_follower_who_reads_meanwhile()
      throws Exception {
    List<String> followed = new ArrayList<>();
    Optional<Cursor> cursor = Optional.empty();

    try (var slow = new HeldTransaction(database(), tx -> append(tx, "slow"))) {
      append("quick");
      number(100);
      cursor = follow(cursor, followed);
      assertThat(followed).containsExactly("quick");
      slow.commit();
    }
    number(100);
    follow(cursor, followed);

    assertThat(followed).containsExactly("quick", "slow");
  }

  @Test
  void nobody_waits_for_another_s_open_transaction() throws Exception {
    try (var _ = new HeldTransaction(database(), tx -> append(tx, "slow"));
        var _ = new HeldTransaction(database(), tx -> feed.number(tx, 100))) {
      database()
          .inTransaction(tx -> {
            tx.update("set local lock_timeout = '500ms'");
            return append(tx, "quick");
          });
    }

    assertThat(waiting()).isEqualTo(2);
  }

  @Test
  void numbers_have_no_gaps_though_transactions_were_rolled_back() {
    append("u1", "u2");
    try {
      database()
          .inTransaction(tx -> {
            append(tx, "never");
            throw new SQLException("taken back");
          });
    } catch (DatabaseException takenBack) {
      append("u3", "u4", "u5");
    }

    assertThat(List.of(number(2), number(2), number(2), number(2))).containsExactly(2, 2, 1, 0);
    assertThat(numbered()).containsExactly("1 u1", "2 u2", "3 u3", "4 u4", "5 u5");
  }

  @Test
  void two_sequencers_at_once_give_each_number_once() throws Exception {
    append("u1", "u2", "u3");

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        var first = new HeldTransaction(database(), tx -> feed.number(tx, 2))) {
      Future<Integer> second = threads.submit(() -> number(100));
      await().until(() -> count("select count(*) from pg_locks where not granted") > 0);
      first.commit();

      assertThat(second.get()).isEqualTo(1);
    }

    assertThat(numbered()).containsExactly("1 u1", "2 u2", "3 u3");
  }

  @Test
  void a_cursor_of_another_history_of_the_database_gets_no_changes() {
    append("u1");
    number(100);
    Optional<Cursor> cursor = Optional.of(view().now());
    execute("update rollcall.feed_state set epoch = 'after a restore'");

    assertThat(view().after(cursor, 10)).isEmpty();
    assertThat(view().after(Optional.of(view().now()), 10)).isPresent();
  }

  @Test
  void a_cursor_of_a_change_that_has_not_happened_gets_no_changes() {
    append("u1");
    number(100);
    Cursor now = view().now();

    assertThat(view().after(Optional.of(new Cursor(now.epoch(), now.number() + 1)), 10)).isEmpty();
    assertThat(view().after(Optional.of(new Cursor(now.epoch(), -1)), 10)).isEmpty();
  }

  @Test
  void a_cursor_of_forgotten_changes_gets_no_changes() {
    Cursor beginning = view().now();
    append("u1", "u2");
    number(100);
    Cursor old = view().now();
    clock.advance(Duration.ofDays(8));
    append("u3");
    number(100);

    assertThat(forget(Duration.ofDays(7))).isEqualTo(2);
    assertThat(view().after(Optional.of(beginning), 10)).isEmpty();
    assertThat(users(view().after(Optional.of(old), 10))).containsExactly("u3");
    assertThat(users(view().after(Optional.empty(), 10))).containsExactly("u3");
  }

  @Test
  void forgetting_everything_leaves_the_present_where_it_is() {
    append("u1", "u2");
    number(100);
    Optional<Cursor> present = Optional.of(view().now());
    clock.advance(Duration.ofDays(8));
    forget(Duration.ofDays(7));
    append("u3");
    number(100);

    assertThat(users(view().after(present, 10))).containsExactly("u3");
    assertThat(numbered()).containsExactly("3 u3");
  }

  @Test
  void forgetting_leaves_no_hole_where_clocks_disagree() {
    append("slow clock");
    clock.advance(Duration.ofDays(-9));
    append("fast clock");
    clock.advance(Duration.ofDays(9));
    number(100);

    assertThat(forget(Duration.ofDays(7))).isZero();
    assertThat(users(view().after(Optional.empty(), 10)))
        .containsExactly("slow clock", "fast clock");
  }

  @Test
  void forgetting_does_not_outrun_a_sequencer_at_work() throws Exception {
    append("u1");
    number(100);
    Optional<Cursor> present = Optional.of(view().now());
    clock.advance(Duration.ofDays(8));
    append("u2");

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        var sequencer = new HeldTransaction(database(), tx -> feed.number(tx, 100))) {
      Future<Integer> forgetting = threads.submit(() -> forget(Duration.ofDays(7)));
      await().until(() -> count("select count(*) from pg_locks where not granted") > 0);
      sequencer.commit();
      forgetting.get();
    }

    assertThat(users(view().after(present, 10))).containsExactly("u2");
  }

  @Test
  void a_page_is_followed_by_the_next_until_nothing_is_newer() {
    append("u1", "u2", "u3");
    number(100);

    Page first = view().after(Optional.empty(), 2).orElseThrow();
    Page second = view().after(Cursor.parse(first.next()), 2).orElseThrow();
    Page third = view().after(Cursor.parse(second.next()), 2).orElseThrow();

    assertThat(users(Optional.of(first))).containsExactly("u1", "u2");
    assertThat(users(Optional.of(second))).containsExactly("u3");
    assertThat(third.changes()).isEmpty();
    assertThat(third.next()).isEqualTo(second.next());
    assertThat(first.changes().getFirst().type()).isEqualTo("user.updated");
    assertThat(first.changes().getFirst().at()).isEqualTo(MovableClock.START);
  }

  @Test
  void a_change_that_is_numbered_while_an_empty_page_is_read_is_on_the_next_page() {
    append("u1");
    AtomicInteger reads = new AtomicInteger();
    FeedView view =
        new FeedView(
            new Database(
                WatchedConnections.of(
                    postgres.dataSource(),
                    call -> {
                      if (call.contains("from rollcall.feed_state")
                          && reads.incrementAndGet() > 1) {
                        number(100);
                      }
                    })));

    Page empty = view.after(Optional.empty(), 10).orElseThrow();
    number(100);

    assertThat(empty.changes()).isEmpty();
    assertThat(users(view().after(Cursor.parse(empty.next()), 10))).containsExactly("u1");
  }

  private Optional<Cursor> follow(Optional<Cursor> cursor, List<String> followed) {
    Page page = view().after(cursor, 10).orElseThrow();
    followed.addAll(users(Optional.of(page)));
    return Cursor.parse(page.next());
  }

  private static List<String> users(Optional<Page> page) {
    return page.orElseThrow().changes().stream()
        .map(change -> String.valueOf(change.userId()))
        .toList();
  }

  private void append(String... users) {
    database().inTransaction(tx -> append(tx, users));
  }

  private boolean append(Transaction tx, String... users) throws SQLException {
    feed.append(tx, ChangeType.UPDATED, List.of(users), clock.instant());
    return true;
  }

  private int number(int limit) {
    return database().inTransaction(tx -> feed.number(tx, limit));
  }

  private int forget(Duration age) {
    return database().inTransaction(tx -> feed.forget(tx, clock.instant().minus(age)));
  }

  private List<String> numbered() {
    return database()
        .inTransaction(tx ->
            tx.all(
                "select number || ' ' || user_id from rollcall.change"
                    + " where number is not null order by number",
                row -> row.getString(1)));
  }

  private long waiting() {
    return count("select count(*) from rollcall.change where number is null");
  }

  private long count(String sql) {
    return database().inTransaction(tx -> tx.number(sql));
  }

  private void execute(String sql) {
    database().inTransaction(tx -> tx.update(sql));
  }

  private FeedView view() {
    return new FeedView(database());
  }

  private Database database() {
    return postgres.database();
  }
}
