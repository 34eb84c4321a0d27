package dev.rollcall.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.rollcall.inbox.Lookup.Kind;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.testing.HeldTransaction;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is written down is worked on by one at a time, until it is settled.
@Timeout(30)
class InboxTest {
  private static final ProviderId PROVIDER = new ProviderId("fake");
  private static final Duration LEASE = Duration.ofSeconds(60);

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final Inbox inbox = new Inbox();
  private final MovableClock clock = new MovableClock();

  @Test
  void an_event_is_stored_once_however_often_it_is_delivered() {
    assertThat(receive("e1", "e2")).containsExactlyInAnyOrder("fake e1", "fake e2");
    assertThat(receive("e2", "e3")).containsExactly("fake e3");
    assertThat(claimed(10)).containsExactly("e1", "e2", "e3");
  }

  @Test
  void the_payload_is_kept_byte_for_byte() {
    byte[] payload = {0, (byte) 0xFF, 10, 13, 92, (byte) 0xED, (byte) 0xA0, (byte) 0x80};
    database()
        .inTransaction(tx ->
            inbox.receive(
                tx,
                List.of(new NewEntry(PROVIDER, new StoredEvent("e1", payload))),
                clock.instant()));

    List<Entry> entries = claim(10);

    assertThat(entries.getFirst().event().payload()).isEqualTo(payload);
    assertThat(entries.getFirst().receivedAt()).isEqualTo(MovableClock.START);
  }

  @Test
  void what_one_applier_has_claimed_another_skips_until_the_first_is_done() throws Exception {
    receive("e1", "e2", "e3");

    try (var _ =
        new HeldTransaction(database(), tx -> inbox.claim(tx, 2, Instant.EPOCH, clock.instant()))) {
      assertThat(claimed(10)).containsExactly("e3");
    }

    assertThat(claimed(10)).containsExactly("e1", "e2", "e3");
  }

  @Test
  void a_settled_entry_is_not_claimed_and_keeps_what_became_of_it() {
    receive("e1", "e2");
    settle("e1", Outcome.SUPERSEDED, "u1", "older than the row");

    assertThat(claimed(10)).containsExactly("e2");
    assertThat(look("e1"))
        .extracting(EntryView::outcome, EntryView::userId, EntryView::reason, EntryView::settledAt)
        .containsExactly("superseded", "u1", "older than the row", clock.instant());
  }

  @Test
  void a_postponed_entry_waits_for_its_time_and_counts_its_attempts() {
    receive("e1");
    database()
        .inTransaction(tx -> {
          inbox.postpone(tx, List.of(number("e1")), "locked", clock.instant().plusSeconds(5));
          return true;
        });

    assertThat(claimed(10)).isEmpty();
    assertThat(look("e1").reason()).isEqualTo("locked");

    clock.advance(Duration.ofSeconds(5));
    assertThat(claim(10).getFirst().attempts()).isEqualTo(1);
  }

  @Test
  void an_entry_that_needs_a_look_up_is_claimed_for_that_only() {
    receive("e1", "e2");
    lookUp("e1", Kind.DELETED_USER, "u1");

    assertThat(claimed(10)).containsExactly("e2");
    assertThat(claimLookups())
        .extracting(Lookup::kind, Lookup::target)
        .containsExactly(tuple(Kind.DELETED_USER, "u1"));
  }

  @Test
  void the_lease_of_a_look_up_runs_out_when_its_server_died() {
    receive("e1");
    lookUp("e1", Kind.USER, "u1");

    assertThat(claimLookups()).hasSize(1);
    assertThat(claimLookups()).isEmpty();

    clock.advance(LEASE.minusMillis(1));
    assertThat(claimLookups()).isEmpty();

    clock.advance(Duration.ofMillis(1));
    assertThat(claimLookups()).hasSize(1);
  }

  @Test
  void a_look_up_that_is_kept_is_claimed_by_nobody_else() {
    receive("e1", "e2");
    lookUp("e1", Kind.USER, "u1");
    lookUp("e2", Kind.USER, "u2");
    claimLookups();
    Instant leaseEnd = clock.instant().plus(LEASE);
    settle("e2", Outcome.APPLIED, "u2", "");

    assertThat(keep(leaseEnd, leaseEnd.plusSeconds(2))).as("the one that is open").isEqualTo(1);
    clock.advance(LEASE);
    assertThat(claimLookups()).isEmpty();

    clock.advance(Duration.ofSeconds(2));
    assertThat(claimLookups()).hasSize(1);
    assertThat(keep(leaseEnd, leaseEnd.plusSeconds(9))).as("another's by now").isZero();
  }

  private int keep(Instant leaseEnd, Instant later) {
    return database()
        .inTransaction(
            tx -> inbox.keepLookups(tx, List.of(number("e1"), number("e2")), leaseEnd, later));
  }

  @Test
  void one_entry_about_several_users_becomes_one_each_and_only_once() {
    receive("group");
    lookUp("group", Kind.SCOPE, "team-7");
    Lookup scope = claimLookups().getFirst();
    for (int i = 0; i < 2; i++) {
      database()
          .inTransaction(tx -> {
            inbox.spread(tx, scope, List.of("u1", "u2"), clock.instant());
            return true;
          });
    }

    assertThat(claimLookups())
        .extracting(Lookup::kind, Lookup::target)
        .containsExactly(tuple(Kind.USER, "u1"), tuple(Kind.USER, "u2"));
    assertThat(look("group:u1").userId()).isEqualTo("u1");
  }

  @Test
  void suspicions_are_counted_by_their_listing() {
    suspect("comparison:1", "u1", "u2");
    suspect("comparison:1", "u2");
    suspect("comparison:11", "u1");
    settle("comparison:1:u1", Outcome.APPLIED, "u1", null);

    assertThat(open("comparison:1")).isEqualTo(1);
    assertThat(confirmed("comparison:1")).isEqualTo(1);
    assertThat(open("comparison:11")).isEqualTo(1);
    assertThat(confirmed("comparison:11")).isZero();
  }

  @Test
  void old_entries_are_forgotten_but_not_the_waiting_and_the_quarantined() {
    receive("applied", "waiting", "quarantined", "young");
    settle("applied", Outcome.APPLIED, "u1", null);
    settle("quarantined", Outcome.QUARANTINED, null, "not JSON");
    clock.advance(Duration.ofDays(8));
    settle("young", Outcome.IGNORED, null, null);
    Instant before = clock.instant().minus(Duration.ofDays(7));

    assertThat((int) database().inTransaction(tx -> inbox.forget(tx, before))).isEqualTo(1);
    assertThat(view().list(null, null, null, 10))
        .extracting(EntryView::eventId)
        .containsExactly("young", "quarantined", "waiting");
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0.25S",
    "1, PT0.5S",
    "2, PT1S",
    "11, PT8M32S",
    "12, PT10M",
    "63, PT10M",
    "2147483647, PT10M"
  })
  void the_wait_is_doubled_up_to_ten_minutes(int attempts, Duration wait) {
    assertThat(Inbox.waitAfter(attempts)).isEqualTo(wait);
  }

  private Set<String> receive(String... events) {
    List<NewEntry> entries =
        List.of(events).stream()
            .map(id -> new NewEntry(PROVIDER, new StoredEvent(id, id.getBytes(UTF_8))))
            .toList();
    return database().inTransaction(tx -> inbox.receive(tx, entries, clock.instant()));
  }

  private List<Entry> claim(int limit) {
    return database()
        .inTransaction(tx -> inbox.claim(tx, limit, Instant.EPOCH, clock.instant()))
        .entries();
  }

  private List<String> claimed(int limit) {
    return claim(limit).stream().map(entry -> entry.event().eventId()).toList();
  }

  private List<Lookup> claimLookups() {
    Instant now = clock.instant();
    return database().inTransaction(tx -> inbox.claimLookups(tx, 10, now, now.plus(LEASE)));
  }

  private void lookUp(String event, Kind kind, String target) {
    database()
        .inTransaction(tx -> {
          inbox.lookUp(tx, number(event), kind, target, clock.instant());
          return true;
        });
  }

  private void suspect(String listing, String... users) {
    database()
        .inTransaction(tx -> {
          inbox.suspect(tx, PROVIDER, listing, List.of(users), clock.instant());
          return true;
        });
  }

  private void settle(
      String event, Outcome outcome, @Nullable String user, @Nullable String reason) {
    long number = number(event);
    database()
        .inTransaction(tx -> {
          inbox.settle(tx, List.of(new Settled(number, outcome, user, reason)), clock.instant());
          return true;
        });
  }

  private long open(String listing) {
    return database().inTransaction(tx -> inbox.openSuspicions(tx, listing));
  }

  private long confirmed(String listing) {
    return database().inTransaction(tx -> inbox.confirmedSuspicions(tx, listing));
  }

  private long number(String event) {
    return look(event).number();
  }

  private EntryView look(String event) {
    return view().list(null, null, null, 100).stream()
        .filter(entry -> entry.eventId().equals(event))
        .findFirst()
        .orElseThrow();
  }

  private InboxView view() {
    return new InboxView(database());
  }

  private Database database() {
    return postgres.database();
  }
}
