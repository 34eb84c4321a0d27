package dev.rollcall.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.inbox.Inbox;
import dev.rollcall.inbox.NewEntry;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.FieldPolicy;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.sync.Histories.Delivery;
import dev.rollcall.sync.Histories.Truth;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The row depends on which events arrived, not on their order, their number or who applied them.
/// The two usual upserts stand beside ours, over the same deliveries, so that the test is known to
/// bite.
class AnyOrderTest {
  private static final Logger LOG = LoggerFactory.getLogger(AnyOrderTest.class);
  private static final int USERS = 1_500;
  private static final int APPLIERS = 6;
  private static final long SEED = 20_260_201;

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final FakeConnector provider = new FakeConnector(clock);

  @Test
  void every_order_ends_in_the_provider_s_users_and_the_usual_upserts_do_not() throws Exception {
    Histories histories = new Histories(USERS, SEED);
    List<Delivery> deliveries = histories.deliveries(1);
    ProjectFixture project = project();
    UsualUpserts usual = new UsualUpserts(postgres.database());

    receive(deliveries);
    applyConcurrently(project);
    usual.apply(deliveries);

    int arrival = wrong(histories, usual.liveInOrderOfArrival());
    int lastWriter = wrong(histories, usual.liveByLastWriter());
    assertThat(wrongLives(histories, live(postgres.database())))
        .as("users that are alive or dead against the truth")
        .isZero();

    histories.fill(provider);
    clock.advance(Duration.ofDays(1));
    project.compare();
    int ours = wrong(histories, live(postgres.database()));
    LOG.info(
        "users={} events={} deliveries={} wrong: ours={} in_order_of_arrival={} last_writer_wins={}",
        USERS,
        histories.events.size(),
        deliveries.size(),
        ours,
        arrival,
        lastWriter);
    assertThat(deliveries).hasSizeGreaterThan(10_000);
    assertThat(ours).as("wrong users of ours").isZero();
    assertThat(arrival).as("wrong users of the documents' handler").isGreaterThan(500);
    assertThat(lastWriter).as("wrong users of the last writer wins").isGreaterThan(50);
  }

  @Test
  void two_orders_of_the_same_events_end_in_the_same_rows() throws Exception {
    Histories histories = new Histories(300, SEED + 1);
    ProjectFixture project = project();

    receive(histories.deliveries(2));
    applyConcurrently(project);
    List<String> first = rows();
    startOver(project);
    receive(histories.deliveries(3));
    applyConcurrently(project);

    assertThat(rows()).hasSize(300).isEqualTo(first);
  }

  @Test
  void a_project_that_drops_fields_has_the_same_rows_less_these() throws Exception {
    Histories histories = new Histories(150, SEED + 2);
    ProjectFixture project = project();
    String lives =
        "select concat_ws(' ', id, created_at, updated_at, deleted_at) from %s order by id";
    receive(histories.deliveries(2));
    applyConcurrently(project);
    List<String> whole = project.strings(lives.formatted(UsersTable.USUAL.name()));
    List<List<String>> filtered = new ArrayList<>();
    project.stores(FieldPolicy.dropping(List.of("display_name")));
    for (long order = 3; order < 5; order++) {
      startOver(project);
      receive(histories.deliveries(order));
      applyConcurrently(project);
      filtered.add(rows());
      assertThat(project.strings(lives.formatted(UsersTable.USUAL.name()))).isEqualTo(whole);
    }

    assertThat(filtered.getFirst()).isEqualTo(filtered.getLast()).isNotEmpty();
    assertThat(project.strings("select name from neon_auth.users_sync where name is not null"))
        .isEmpty();

    histories.fill(provider);
    clock.advance(Duration.ofDays(1));

    assertThat(project.compare().updated()).isZero();
  }

  private static void startOver(ProjectFixture project) {
    project.execute(
        """
        truncate neon_auth.users_sync;
        truncate rollcall.inbox, rollcall.tombstone, rollcall.unconfirmed
        """);
  }

  private ProjectFixture project() {
    return new ProjectFixture(
        postgres.database(), UsersTable.USUAL, RemoveDeleted.NEVER, provider, clock);
  }

  /// Every delivery is an entry of its own here: nothing is told from another by its id.
  private void receive(List<Delivery> deliveries) {
    List<NewEntry> entries = new ArrayList<>();
    for (int i = 0; i < deliveries.size(); i++) {
      byte[] payload = deliveries.get(i).payload().getBytes(StandardCharsets.UTF_8);
      entries.add(new NewEntry(FakeConnector.FAKE, new StoredEvent("d" + i, payload)));
    }
    postgres.database().inTransaction(tx -> new Inbox().receive(tx, entries, clock.instant()));
  }

  private void applyConcurrently(ProjectFixture project)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> appliers = new ArrayList<>();
      for (int i = 0; i < APPLIERS; i++) {
        appliers.add(
            threads.submit(() -> {
              while (project.sync().applier().applyNext() > 0) {
                // Until nothing is due that nobody else holds.
              }
            }));
      }
      for (Future<?> applier : appliers) {
        applier.get();
      }
    }
    while (project.outcomes().contains("waiting")) {
      clock.advance(Duration.ofSeconds(1));
      project.applyAll();
    }
  }

  private static int wrong(Histories histories, Map<String, String> live) {
    int wrong = 0;
    for (Truth truth : histories.truths) {
      String name = live.get(truth.user());
      boolean right = truth.alive() ? truth.name().equals(name) : name == null;
      wrong += right ? 0 : 1;
    }
    return wrong;
  }

  private static int wrongLives(Histories histories, Map<String, String> live) {
    return (int)
        histories.truths.stream()
            .filter(truth -> truth.alive() != live.containsKey(truth.user()))
            .count();
  }

  private static Map<String, String> live(Database database) {
    Map<String, String> live = new HashMap<>();
    database.inTransaction(tx ->
        tx.all(
            "select id, name from neon_auth.users_sync where deleted_at is null",
            row -> live.put(row.getString("id"), row.getString("name"))));
    return live;
  }

  private List<String> rows() {
    return postgres
        .database()
        .inTransaction(tx ->
            tx.all(
                """
                select concat_ws(' ', id, name, created_at, updated_at, deleted_at)
                  from neon_auth.users_sync order by id
                """,
                row -> row.getString(1)));
  }
}
