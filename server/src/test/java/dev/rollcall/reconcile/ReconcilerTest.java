package dev.rollcall.reconcile;

import static dev.rollcall.testing.FakeConnector.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.reconcile.Comparison.State;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The comparison of the provider's listing with the table.
class ReconcilerTest {
  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final FakeConnector provider = new FakeConnector(clock);
  private ProjectFixture project;

  @BeforeEach
  void connect() {
    project =
        new ProjectFixture(
            postgres.database(), UsersTable.USUAL, RemoveDeleted.NEVER, provider, clock);
  }

  @Test
  void a_first_copy_brings_all_users_and_one_change() {
    provider.pagesOf(7);
    providerHas(20, "Ada");

    Comparison comparison = project.compare();

    assertThat(comparison.state()).isEqualTo(State.FINISHED);
    assertThat(comparison.firstCopy()).isTrue();
    assertThat(comparison.total()).isEqualTo(20);
    assertThat(comparison.inserted()).isEqualTo(20);
    assertThat(project.users()).hasSize(20);
    assertThat(project.changes()).containsExactly("resync");
  }

  @Test
  void users_who_are_the_same_cost_no_write() {
    providerHas(20, "Ada");
    project.compare();
    String rows =
        "select string_agg(xmin::text || ctid::text, ' ' order by id) from neon_auth.users_sync";
    Object before = project.strings(rows);

    Comparison second = project.compare();

    assertThat(project.strings(rows)).isEqualTo(before);
    assertThat(second.inserted() + second.updated()).isZero();
    assertThat(project.changes()).containsExactly("resync");
  }

  @Test
  void a_change_that_no_event_told_of_is_repaired() {
    providerHas(20, "Ada");
    project.compare();
    provider.has(user("u03", 1000, 5000L, "Countess"));
    provider.has(user("u99", 1000, null, "New"));

    Comparison second = project.compare();

    assertThat(second.updated()).isEqualTo(1);
    assertThat(second.inserted()).isEqualTo(1);
    assertThat(project.users()).contains("u03 Countess live", "u99 New live");
    assertThat(project.changes())
        .containsExactlyInAnyOrder("resync", "user.updated u03", "user.created u99");
  }

  @Test
  void a_record_without_a_version_that_changed_behind_its_back_is_repaired() {
    provider.has(user("u1", 1000, null, "Ada"));
    project.compare();
    provider.has(user("u1", 1000, null, "Countess"));

    project.compare();

    assertThat(project.users()).containsExactly("u1 Countess live");
  }

  @Test
  void a_fetched_record_outranks_an_event_of_the_same_version() {
    for (String name : new String[] {"Aaa", "Bbb", "Ccc", "Ddd"}) {
      String id = "u" + name;
      provider.has(user(id, 1000, 2000L, "Fetched"));
      project.receive("changed " + id + " 1000 2000 " + name);
    }
    project.applyAll();
    project.compare();
    for (String name : new String[] {"Eee", "Fff", "Ggg"}) {
      project.receive("changed uAaa 1000 2000 " + name);
    }
    project.applyAll();

    assertThat(project.users())
        .containsExactly(
            "uAaa Fetched live", "uBbb Fetched live", "uCcc Fetched live", "uDdd Fetched live");
  }

  @Test
  void a_user_who_is_no_longer_there_is_deleted_once_the_provider_confirms_it() {
    providerHas(20, "Ada");
    project.compare();
    provider.hasNoMore("u07");

    Comparison second = project.compare();

    assertThat(second.deleted()).isEqualTo(1);
    assertThat(project.users()).contains("u07 Ada deleted").hasSize(20);
    assertThat(project.changes()).containsExactly("resync", "user.deleted u07");
  }

  @Test
  void suspiciously_many_missing_users_are_held_back_until_they_are_released() {
    providerHas(40, "Ada");
    project.compare();
    for (int i = 0; i < 11; i++) {
      provider.hasNoMore("u%02d".formatted(i));
    }

    Comparison second = project.compare();

    assertThat(second.heldBack()).isEqualTo(11);
    assertThat(second.deleted()).isZero();
    assertThat(project.reconciler().heldBack(100)).hasSize(11).contains("u00");
    assertThat(project.users()).noneMatch(row -> row.endsWith("deleted"));

    Comparison released = project.compare(new ComparisonRequest(false, true));

    assertThat(released.deleted()).isEqualTo(11);
    assertThat(project.reconciler().heldBack(100)).isEmpty();
  }

  @Test
  void an_empty_listing_deletes_nobody() {
    providerHas(40, "Ada");
    project.compare();
    for (int i = 0; i < 40; i++) {
      provider.hasNoMore("u%02d".formatted(i));
    }

    project.compare();

    assertThat(project.users()).hasSize(40).noneMatch(row -> row.endsWith("deleted"));
  }

  @Test
  void a_provider_that_refuses_our_credentials_deletes_nobody() {
    providerHas(5, "Ada");
    project.compare();
    provider.answers(new NoAnswer("401 Unauthorized", null, true));

    Comparison second = project.compare();

    assertThat(second.state()).isEqualTo(State.FAILED);
    assertThat(second.reason()).isEqualTo("401 Unauthorized");
    assertThat(project.users()).hasSize(5).noneMatch(row -> row.endsWith("deleted"));
  }

  @Test
  void a_dry_run_says_what_differs_and_changes_nothing() {
    providerHas(20, "Ada");
    project.compare();
    provider.has(user("u03", 1000, 5000L, "Countess"));
    provider.has(user("u99", 1000, null, "New"));
    provider.hasNoMore("u07");
    Object before = project.users();

    Comparison dry = project.compare(new ComparisonRequest(true, false));

    assertThat(dry.inserted()).isEqualTo(1);
    assertThat(dry.updated()).isEqualTo(1);
    assertThat(dry.deleted()).isEqualTo(1);
    assertThat(project.users()).isEqualTo(before);
  }

  @Test
  void a_comparison_that_was_cut_off_goes_on_where_it_stopped() throws InterruptedException {
    provider.pagesOf(10);
    providerHas(50, "Ada");
    AtomicInteger pages = new AtomicInteger();
    project.reconciler().begin(ComparisonRequest.USUAL);
    Comparison cut = project.reconciler().run(() -> pages.incrementAndGet() <= 2).orElseThrow();

    assertThat(cut.open()).isTrue();
    assertThat(cut.listed()).isBetween(10L, 40L);

    ProjectFixture restarted =
        new ProjectFixture(
            postgres.database(), UsersTable.USUAL, RemoveDeleted.NEVER, provider, clock);
    Comparison whole = restarted.reconciler().run(() -> true).orElseThrow();

    assertThat(whole.state()).isEqualTo(State.FINISHED);
    assertThat(whole.listed()).isEqualTo(50);
    assertThat(project.users()).hasSize(50);
  }

  @Test
  void a_user_whom_postgres_refuses_is_left_out_and_the_others_are_copied() {
    providerHas(20, "Ada");
    provider.has(
        new ProviderUser("u05", null, null, "{\"id\":\"u05\",\"signed_up_at_millis\":1.5}"));

    Comparison comparison = project.compare();

    assertThat(comparison.inserted()).isEqualTo(19);
    assertThat(comparison.unreadable()).isEqualTo(1);
    assertThat(comparison.reason()).contains("invalid input syntax for type bigint");
  }

  @Test
  void a_provider_that_hangs_while_it_counts_is_not_waited_for() {
    provider.has(user("u1", 1000, null, "Ada"));
    CountDownLatch hangs = new CountDownLatch(1);
    provider.whileCounting(() -> {
      try {
        hangs.await();
      } catch (InterruptedException enough) {
        Thread.currentThread().interrupt();
      }
    });

    assertThat(Reconciler.count(provider, Duration.ofMillis(50))).isNull();

    hangs.countDown();
    assertThat(Reconciler.count(provider, Duration.ofMinutes(1))).isEqualTo(1);
  }

  @Test
  void a_look_that_began_before_a_listing_ended_is_repeated() {
    provider.has(user("u1", 1000, null, "Ada"));
    project.compare();
    clock.advance(Duration.ofSeconds(-30));
    provider.has(user("u1", 1000, null, "Stale"));
    project.receive("touched u1");
    project.sync().applier().applyNext();
    project.sync().lookups().lookUpNext();

    assertThat(project.users()).containsExactly("u1 Ada live");

    clock.advance(Duration.ofMinutes(5));
    provider.has(user("u1", 1000, null, "Countess"));
    project.applyAll();

    assertThat(project.users()).containsExactly("u1 Countess live");
  }

  private void providerHas(int users, String name) {
    for (int i = 0; i < users; i++) {
      provider.has(user("u%02d".formatted(i), 1000, null, name));
    }
  }
}
