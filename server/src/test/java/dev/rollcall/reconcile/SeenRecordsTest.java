package dev.rollcall.reconcile;

import static dev.rollcall.testing.FakeConnector.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.postgres.Database;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a comparison need not look at again, and that this changes nothing but the time it takes.
class SeenRecordsTest {
  private static final Logger LOG = LoggerFactory.getLogger(SeenRecordsTest.class);
  private static final int USERS = 12;

  /// Those of whom nothing needs to be compared.
  private static final String SEEN =
      """
      select u.id from neon_auth.users_sync u
        join rollcall.seen_record s on s.id = u.id and s.row_xmin = u.xmin
       order by u.id
      """;

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  @RegisterExtension
  final PostgresExtension twin =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final FakeConnector provider = new FakeConnector(clock);
  private ProjectFixture project;

  @BeforeEach
  void connect() {
    provider.pagesOf(5);
    project = project(postgres.database());
  }

  @Test
  void a_first_copy_has_seen_everybody() {
    providerHas(USERS);

    project.compare();

    assertThat(project.strings(SEEN)).hasSize(USERS);
  }

  @Test
  void a_row_that_was_written_since_is_compared_and_seen_again() {
    providerHas(USERS);
    project.compare();
    project.receive("changed u03 1000 9000 Event");
    project.applyAll();
    project.execute(
        "update neon_auth.users_sync set raw_json = raw_json || '{\"by\":\"hand\"}' where id = 'u07'");
    assertThat(project.strings(SEEN)).hasSize(USERS - 2).doesNotContain("u03", "u07");
    provider.has(user("u03", 1000, 9000L, "Event"));

    Comparison second = project.compare();

    assertThat(second.updated()).isEqualTo(1);
    assertThat(project.strings("select raw_json ->> 'by' from neon_auth.users_sync"))
        .containsOnlyNulls();
    assertThat(project.strings(SEEN)).hasSize(USERS);
  }

  @Test
  void what_was_seen_is_not_believed_forever() {
    providerHas(USERS);
    project.compare();
    // A row that holds something else, though all that is noted says it does not.
    project.execute(
        """
        update neon_auth.users_sync set raw_json = raw_json || '{"by":"hand"}' where id = 'u07';
        update rollcall.seen_record s set row_xmin = u.xmin
          from neon_auth.users_sync u where u.id = s.id;
        """);
    Comparison second = project.compare();

    clock.advance(Duration.ofDays(7));
    Comparison later = project.compare();

    assertThat(second.updated()).isZero();
    assertThat(later.updated()).isEqualTo(1);
  }

  @Test
  void a_user_who_stands_in_the_listing_under_two_records_is_compared_each_time() {
    providerHas(3);
    provider.repeats(user("u01", 1000, 3000L, "Newer"));

    project.compare();

    assertThat(project.users()).contains("u01 Newer live");
    assertThat(project.strings(SEEN)).containsExactly("u00", "u02");
    assertThat(project.compare().updated()).isZero();
  }

  /// Two projects live through the same; one of them forgets, before each comparison, what it has
  /// seen.
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void with_and_without_what_was_seen_the_rows_are_the_same(long seed) throws InterruptedException {
    ProjectFixture forgetful = project(twin.database());
    Random random = new Random(seed);
    providerHas(USERS);
    long spared = 0;
    for (int round = 0; round < 8; round++) {
      for (int i = random.nextInt(4); i > 0; i--) {
        happens(random, List.of(project, forgetful));
      }
      spared += project.strings(SEEN).size();
      forgetful.execute("truncate rollcall.seen_record");

      clock.advance(Duration.ofSeconds(1));
      Comparison ours = compareNow(project);
      Comparison theirs = compareNow(forgetful);

      assertThat(rows(project)).as("seed %d, round %d", seed, round).isEqualTo(rows(forgetful));
      assertThat(counts(ours)).as("seed %d, round %d", seed, round).isEqualTo(counts(theirs));
      clock.advance(Duration.ofSeconds(random.nextInt(3)));
    }
    LOG.info("seed={} spared={}", seed, spared);
    assertThat(spared).as("users who were not compared").isGreaterThan(40);
  }

  private static Comparison compareNow(ProjectFixture project) throws InterruptedException {
    project.reconciler().begin(ComparisonRequest.USUAL);
    return project.reconciler().run(() -> true).orElseThrow();
  }

  private void happens(Random random, List<ProjectFixture> both) {
    String id = id(random.nextInt(USERS + 3));
    long now = clock.instant().toEpochMilli() - random.nextInt(3) * 500L;
    @Nullable Long version = random.nextInt(4) == 0 ? null : Long.valueOf(now);
    ProviderUser changed = user(id, 1000, version, "N" + random.nextInt(3));
    String event = "changed %s 1000 %d N%d".formatted(id, now, random.nextInt(3));
    switch (random.nextInt(8)) {
      case 0, 1 -> provider.has(changed);
      case 2 -> provider.hasNoMore(id);
      case 3 -> both.forEach(one -> one.receive(event));
      case 4 -> both.forEach(one -> one.receive("deleted " + id + " " + now));
      case 5 -> both.forEach(one -> one.receive(id + now, "touched " + id));
      case 6 ->
          both.forEach(
              one -> one.execute("delete from neon_auth.users_sync where id = '" + id + "'"));
      default ->
          both.forEach(one ->
              one.execute(
                  "update neon_auth.users_sync set raw_json = raw_json || '{\"by\":\"hand\"}' where id = '"
                      + id
                      + "'"));
    }
    if (random.nextBoolean()) {
      both.forEach(ProjectFixture::applyAll);
    }
  }

  private static List<String> rows(ProjectFixture project) {
    return project.strings(
        "select concat_ws(' ', raw_json, updated_at, deleted_at) from neon_auth.users_sync order by id");
  }

  private static List<Long> counts(Comparison comparison) {
    return List.of(
        comparison.listed(),
        comparison.inserted(),
        comparison.updated(),
        comparison.deleted(),
        comparison.heldBack());
  }

  private void providerHas(int users) {
    for (int i = 0; i < users; i++) {
      provider.has(user(id(i), 1000, 2000L, "Ada"));
    }
  }

  private static String id(int number) {
    return "u%02d".formatted(number);
  }

  private ProjectFixture project(Database database) {
    return new ProjectFixture(database, UsersTable.USUAL, RemoveDeleted.NEVER, provider, clock);
  }
}
