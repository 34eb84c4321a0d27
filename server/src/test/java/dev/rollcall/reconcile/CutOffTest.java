package dev.rollcall.reconcile;

import static dev.rollcall.testing.FakeConnector.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.reconcile.Comparison.State;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import dev.rollcall.testing.WatchedConnections;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A comparison ends the same wherever its server died, and whatever happened meanwhile.
class CutOffTest {
  private static final int KNOWN = 30;

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final FakeConnector provider = new FakeConnector(clock);

  @BeforeEach
  void somethingToRepair() {
    provider.pagesOf(7);
    for (int i = 0; i < KNOWN; i++) {
      provider.has(user(id(i), 1000, 2000L, "Ada"));
    }
    project(postgres.database()).compare();
    provider.has(user("u03", 1000, 3000L, "Changed"));
    provider.has(user("u20", 1000, 3000L, "Changed"));
    provider.has(user("u05x", 1000, 1000L, "New"));
    provider.has(user("u29x", 1000, 1000L, "New"));
    provider.hasNoMore("u00");
    provider.hasNoMore("u11");
    provider.hasNoMore("u29");
    clock.advance(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 30})
  void a_comparison_that_stops_after_any_step_is_ended_by_another_server(int asks)
      throws InterruptedException {
    AtomicInteger left = new AtomicInteger(asks);
    project(postgres.database()).reconciler().begin(ComparisonRequest.USUAL);

    project(postgres.database()).reconciler().run(() -> left.getAndDecrement() > 0);
    goOn();

    assertRepaired();
  }

  @Test
  void a_server_may_die_in_any_transaction_of_a_comparison() throws InterruptedException {
    project(postgres.database()).reconciler().begin(ComparisonRequest.USUAL);
    int transactions = 0;
    int deaths = 0;
    boolean died = true;

    // Each server lives for one transaction more than the one before it, without progress lost.
    while (died) {
      died = !survives(++transactions);
      deaths += died ? 1 : 0;
    }

    assertThat(deaths).isGreaterThan(5);
    assertRepaired();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 6, 8, 10, 12, 13, 14, 15, 16, 17})
  void a_server_that_dies_in_a_commit_is_followed_by_another(int commits)
      throws InterruptedException {
    project(postgres.database()).reconciler().begin(ComparisonRequest.USUAL);

    survives(commits);
    goOn();

    assertRepaired();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void events_that_come_meanwhile_win_where_they_are_newer(int asks) throws InterruptedException {
    ProjectFixture project = project(postgres.database());
    AtomicInteger asked = new AtomicInteger();
    long now = clock.millis();
    project.reconciler().begin(ComparisonRequest.USUAL);

    Comparison ended =
        project
            .reconciler()
            .run(() -> {
              if (asked.incrementAndGet() == asks) {
                happens(project, now + 10);
              }
              return true;
            })
            .orElseThrow();

    assertThat(ended.state()).isEqualTo(State.FINISHED);
    assertThat(project.users())
        .contains("u02 Live live", "u25 Live live", "u00a Born live", "u28 Ada deleted")
        .contains("u03 Changed live", "u20 Changed live", "u05x New live")
        .contains("u00 Ada deleted", "u11 Ada deleted", "u29 Ada deleted")
        .hasSize(KNOWN + 3);
    assertThat(live(project)).hasSize(KNOWN + 3 - 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void a_listing_that_breaks_off_deletes_nobody_and_the_next_one_starts_anew(int asks)
      throws InterruptedException {
    ProjectFixture project = project(postgres.database());
    AtomicInteger asked = new AtomicInteger();
    project.reconciler().begin(ComparisonRequest.USUAL);

    Comparison broken =
        project
            .reconciler()
            .run(() -> {
              if (asked.incrementAndGet() == asks) {
                provider.answers(
                    new NoAnswer("It sent a page for people", Duration.ofHours(1), false));
              }
              return true;
            })
            .orElseThrow();

    assertThat(broken.state()).isEqualTo(State.FAILED);
    assertThat(broken.reason()).isEqualTo("It sent a page for people");
    assertThat(broken.deleted()).isZero();
    assertThat(project.users()).noneMatch(row -> row.endsWith("deleted"));
    assertThat(project.reconciler().heldBack(100)).isEmpty();

    provider.answers(null);
    Comparison next = project.compare();

    assertThat(next.number()).isEqualTo(broken.number() + 1);
    assertThat(next.listed()).isEqualTo(KNOWN - 1);
    assertThat(broken.inserted() + next.inserted()).isEqualTo(2);
    assertThat(broken.updated() + next.updated()).isEqualTo(2);
    assertThat(next.deleted()).isEqualTo(3);
    assertRows(project);
  }

  /// Newer than the listing: changed, deleted and made, on pages that were read and to be read.
  private void happens(ProjectFixture project, long at) {
    clock.advance(Duration.ofMillis(20));
    for (String id : List.of("u02", "u25")) {
      provider.has(user(id, 1000, at, "Live"));
      project.receive("changed " + id + " 1000 " + at + " Live");
      project.receive("changed " + id + " 1000 1500 Late");
    }
    provider.has(user("u00a", at, at, "Born"));
    project.receive("changed u00a " + at + " " + at + " Born");
    provider.hasNoMore("u28");
    project.receive("deleted u28 " + at);
    while (project.sync().applier().applyNext() > 0) {
      // Until nothing is due.
    }
  }

  /// Runs a server whose connections break in its `commits`th commit; whether it got to the end.
  private boolean survives(int commits) throws InterruptedException {
    AtomicInteger left = new AtomicInteger(commits);
    Database dying =
        new Database(
            WatchedConnections.of(
                postgres.dataSource(),
                call -> {
                  if (call.equals("commit") && left.decrementAndGet() <= 0) {
                    throw new SQLException("The server was killed", "08006");
                  }
                }));
    try {
      project(dying).reconciler().run(() -> true);
      return true;
    } catch (DatabaseException killed) {
      // What it had claimed is free again when its leases end.
      clock.advance(Duration.ofMinutes(2));
      return false;
    }
  }

  private void goOn() throws InterruptedException {
    project(postgres.database()).reconciler().run(() -> true);
  }

  private void assertRepaired() {
    ProjectFixture project = project(postgres.database());
    Comparison whole = project.reconciler().newest().orElseThrow();

    assertThat(whole.state()).isEqualTo(State.FINISHED);
    assertThat(whole.number()).isEqualTo(2);
    assertThat(whole.reason()).isNull();
    assertThat(whole.listed()).isEqualTo(KNOWN - 1);
    assertThat(whole.inserted()).isEqualTo(2);
    assertThat(whole.updated()).isEqualTo(2);
    assertThat(whole.deleted()).isEqualTo(3);
    assertThat(whole.heldBack()).isZero();
    assertRows(project);
    assertThat(project.changes())
        .containsExactlyInAnyOrder(
            "resync",
            "user.updated u03",
            "user.updated u20",
            "user.created u05x",
            "user.created u29x",
            "user.deleted u00",
            "user.deleted u11",
            "user.deleted u29");
  }

  private static void assertRows(ProjectFixture project) {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < KNOWN; i++) {
      boolean gone = i == 0 || i == 11 || i == 29;
      boolean changed = i == 3 || i == 20;
      expected.add(id(i) + (changed ? " Changed" : " Ada") + (gone ? " deleted" : " live"));
    }
    expected.add("u05x New live");
    expected.add("u29x New live");
    assertThat(project.users()).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<String> live(ProjectFixture project) {
    return project.users().stream().filter(row -> row.endsWith("live")).toList();
  }

  private static String id(int index) {
    return "u%02d".formatted(index);
  }

  private ProjectFixture project(Database database) {
    return new ProjectFixture(database, UsersTable.USUAL, RemoveDeleted.NEVER, provider, clock);
  }
}
