package dev.rollcall.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.postgres.Database;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import dev.rollcall.testing.WatchedConnections;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Nobody is answered before the commit that holds the entry.
@Timeout(30)
class GroupCommitTest {
  /// One statement, which is a transaction by itself.
  private static final String INSERT = "prepareStatement insert into rollcall.inbox";

  private static final ProviderId PROVIDER = new ProviderId("fake");

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  @Test
  void many_callers_share_a_commit() throws Exception {
    AtomicInteger commits = new AtomicInteger();
    AtomicInteger woken = new AtomicInteger();
    GroupCommit commit =
        groupCommit(
            call -> {
              if (call.startsWith(INSERT)) {
                commits.incrementAndGet();
              }
            },
            woken::incrementAndGet);
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      callers.add(call(commit, "e" + i));
    }
    awaitQueued(callers);

    storeUntil(commit, 300);

    assertThat(answers).hasSize(300).containsOnly("stored");
    assertThat(commits.get()).isLessThan(4).isEqualTo(woken.get());
    assertThat(stored()).isEqualTo(300);
  }

  @Test
  void senders_in_a_crowd_are_noticed_and_a_few_are_not() throws Exception {
    GroupCommit few = groupCommit(_ -> {}, () -> {});
    awaitQueued(List.of(call(few, "e1"), call(few, "e2")));
    storeUntil(few, 2);
    GroupCommit many = groupCommit(_ -> {}, () -> {});
    awaitQueued(IntStream.range(0, 60).mapToObj(i -> call(many, "m" + i)).toList());
    storeUntil(many, 60);

    assertThat(few.isCrowded()).isFalse();
    assertThat(many.isCrowded()).isTrue();
  }

  @Test
  void nobody_is_answered_before_the_commit() throws Exception {
    CountDownLatch committing = new CountDownLatch(1);
    CountDownLatch mayCommit = new CountDownLatch(1);
    GroupCommit commit =
        groupCommit(
            call -> {
              if (call.startsWith(INSERT)) {
                committing.countDown();
                awaitLatch(mayCommit);
              }
            },
            () -> {});
    awaitQueued(List.of(call(commit, "e1"), call(commit, "e2")));
    Thread storing = Thread.startVirtualThread(() -> storeUntil(commit, 2));
    committing.await();

    assertThat(answers).isEmpty();
    assertThat(stored()).isZero();

    mayCommit.countDown();
    storing.join();

    assertThat(answers).containsExactly("stored", "stored");
  }

  @Test
  void the_same_event_twice_in_a_group_is_stored_once_and_told_apart() throws Exception {
    GroupCommit commit = groupCommit(_ -> {}, () -> {});
    awaitQueued(List.of(call(commit, "e1"), call(commit, "e1"), call(commit, "e2")));

    storeUntil(commit, 3);

    assertThat(answers).containsExactlyInAnyOrder("stored", "there already", "stored");
    assertThat(stored()).isEqualTo(2);

    call(commit, "e1");
    storeUntil(commit, 4);

    assertThat(answers).filteredOn("there already"::equals).hasSize(2);
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void entries_of_a_group_are_stored_in_the_order_of_their_arrival() {
    GroupCommit commit = groupCommit(_ -> {}, () -> {});
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String event = "e" + (i * 7919) % 1000;
      order.add(event);
      awaitQueued(List.of(call(commit, event)));
    }

    storeUntil(commit, 40);

    List<String> inTheInbox =
        postgres
            .database()
            .inTransaction(tx ->
                tx.all(
                    "select event_id from rollcall.inbox order by number",
                    row -> row.getString(1)));
    assertThat(inTheInbox).isEqualTo(order);
  }

  @Test
  void while_postgres_is_away_nobody_is_acknowledged() {
    GroupCommit commit =
        groupCommit(
            call -> {
              if (call.equals("getConnection")) {
                throw new SQLException("Connection refused", "08001");
              }
            },
            () -> answers.add("woken"));
    awaitQueued(List.of(call(commit, "e1"), call(commit, "e2"), call(commit, "e1")));

    storeUntil(commit, 3);

    assertThat(answers).hasSize(3).containsOnly("The event could not be stored");
    assertThat(stored()).isZero();
  }

  @Test
  void a_commit_that_fails_is_no_answer_either() {
    GroupCommit commit =
        groupCommit(
            call -> {
              if (call.startsWith(INSERT)) {
                throw new SQLException("server closed the connection unexpectedly", "08006");
              }
            },
            () -> answers.add("woken"));
    awaitQueued(List.of(call(commit, "e1"), call(commit, "e2")));

    storeUntil(commit, 2);

    assertThat(answers).hasSize(2).containsOnly("The event could not be stored");
    assertThat(stored()).isZero();
  }

  @Test
  void a_bug_leaves_nobody_waiting() {
    GroupCommit commit =
        groupCommit(
            _ -> {
              throw new IllegalStateException("a bug");
            },
            () -> {});
    awaitQueued(List.of(call(commit, "e1"), call(commit, "e2")));

    assertThatThrownBy(commit::storeNext).hasMessage("a bug");

    await().until(() -> answers.size() == 2);
    assertThat(answers).containsOnly("The event could not be stored");
  }

  @Test
  void an_event_that_postgres_refuses_fails_alone() {
    GroupCommit commit = groupCommit(_ -> {}, () -> {});
    awaitQueued(List.of(call(commit, "e1"), call(commit, "e\0"), call(commit, "e2")));

    storeUntil(commit, 3);

    assertThat(answers)
        .containsExactlyInAnyOrder("stored", "The event could not be stored", "stored");
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void a_full_queue_refuses_and_those_in_it_are_still_stored() throws Exception {
    GroupCommit commit = groupCommit(_ -> {}, () -> {});
    for (int i = 0; i <= 8_192; i++) {
      call(commit, "e" + i);
    }

    assertThat(answers.take()).isEqualTo("More events are waiting to be stored than fit");

    storeUntil(commit, 8_192);

    assertThat(answers).hasSize(8_192).containsOnly("stored");
    assertThat(stored()).isEqualTo(8_192);
  }

  @Test
  void without_entries_there_is_nothing_to_store() throws Exception {
    assertThat(groupCommit(_ -> answers.add("connected"), () -> {}).storeNext()).isFalse();
    assertThat(answers).isEmpty();
  }

  private GroupCommit groupCommit(WatchedConnections.Watch watch, Runnable whenStored) {
    Database database = new Database(WatchedConnections.of(postgres.dataSource(), watch));
    return new GroupCommit(database, new Inbox(), new MovableClock(), () -> {}, whenStored);
  }

  private Thread call(GroupCommit commit, String eventId) {
    NewEntry entry = new NewEntry(PROVIDER, new StoredEvent(eventId, "{}".getBytes(UTF_8)));
    return Thread.startVirtualThread(() -> {
      try {
        answers.add(commit.receive(entry) ? "stored" : "there already");
      } catch (InboxUnavailableException unavailable) {
        answers.add(String.valueOf(unavailable.getMessage()));
      }
    });
  }

  private static void awaitQueued(List<Thread> callers) {
    await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() ->
            callers.stream().allMatch(caller -> caller.getState() == Thread.State.TIMED_WAITING));
  }

  private void storeUntil(GroupCommit commit, int answered) {
    await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> {
          commit.storeNext();
          return answers.size() >= answered;
        });
  }

  private long stored() {
    return postgres
        .database()
        .inTransaction(tx -> tx.number("select count(*) from rollcall.inbox"));
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
