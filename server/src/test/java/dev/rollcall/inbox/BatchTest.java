package dev.rollcall.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BatchTest {
  private static final ProviderId PROVIDER = new ProviderId("fake");
  private static final int MEGABYTE = 1 << 20;

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final Inbox inbox = new Inbox();
  private final MovableClock clock = new MovableClock();

  @Test
  void a_batch_holds_no_more_than_eight_megabytes_of_large_payloads() {
    for (int i = 0; i < 20; i++) {
      receive("large" + i, MEGABYTE);
      receive("small" + i, 1_500);
    }

    Batch batch = claim();

    assertThat(batch.entries()).hasSize(16);
    assertThat(batch.more()).isTrue();
    assertThat(batch.entries())
        .allSatisfy(entry ->
            assertThat(entry.event().payload())
                .hasSize(entry.event().eventId().startsWith("large") ? MEGABYTE : 1_500)
                .containsOnly(entry.event().eventId().charAt(0)));
  }

  @Test
  void all_of_them_come_in_their_order_batch_by_batch() {
    List<String> received = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      received.add("e" + i);
      receive("e" + i, i % 2 == 0 ? MEGABYTE : 10);
    }

    List<String> came = new ArrayList<>();
    for (Batch batch = claim(); !batch.entries().isEmpty(); batch = claim()) {
      came.addAll(batch.entries().stream().map(entry -> entry.event().eventId()).toList());
      settle(batch);
    }

    assertThat(came).isEqualTo(received);
  }

  @Test
  void a_single_payload_larger_than_that_still_comes() {
    receive("huge", 9 * MEGABYTE);
    receive("next", 10);

    Batch batch = claim();

    assertThat(batch.entries()).hasSize(2);
    assertThat(batch.more()).isFalse();
    assertThat(batch.entries().getFirst().event().payload()).hasSize(9 * MEGABYTE);
  }

  @Test
  void what_was_due_before_the_time_asked_for_is_left_for_another_search() {
    receive("e1", 10);
    clock.advance(Duration.ofSeconds(1));
    receive("e2", 10);

    assertThat(claim(clock.instant()).entries())
        .extracting(entry -> entry.event().eventId())
        .containsExactly("e2");
    assertThat(claim().entries()).hasSize(2);
  }

  private Batch claim() {
    return claim(Instant.EPOCH);
  }

  private Batch claim(Instant from) {
    return postgres.database().inTransaction(tx -> inbox.claim(tx, 500, from, clock.instant()));
  }

  private void settle(Batch batch) {
    List<Settled> settled =
        batch.entries().stream()
            .map(entry -> new Settled(entry.number(), Outcome.IGNORED, null, null))
            .toList();
    postgres
        .database()
        .inTransaction(tx -> {
          inbox.settle(tx, settled, clock.instant());
          return true;
        });
  }

  private void receive(String eventId, int size) {
    byte[] payload = new byte[size];
    IntStream.range(0, size).forEach(i -> payload[i] = (byte) eventId.charAt(0));
    postgres
        .database()
        .inTransaction(tx ->
            inbox.receive(
                tx,
                List.of(new NewEntry(PROVIDER, new StoredEvent(eventId, payload))),
                clock.instant()));
  }
}
