package dev.rollcall.provider.clerk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.provider.Connector;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderEvent.UserChanged;
import dev.rollcall.provider.PulledEvents.Pulled;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.testing.FakeClerk;
import dev.rollcall.testing.FakeClerk.Fault;
import dev.rollcall.testing.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Changes are found without webhooks: each of them, and a quiet instance costs one small request.
class ClerkPullTest {
  private final MovableClock clock = new MovableClock();
  private final FakeClerk fake = new FakeClerk(clock);
  private Connector connector = ClerkFixture.connector(fake, clock, null);
  private @Nullable String cursor;

  @AfterEach
  void close() {
    fake.close();
  }

  @Test
  void the_first_pull_starts_at_the_present() {
    create();

    assertThat(pull()).isEmpty();
    assertThat(pull()).isEmpty();
  }

  @Test
  void new_and_changed_users_are_pulled_once_as_fetched_records() {
    String ada = create();
    pull();
    pass(5);
    String grace = create();
    fake.update(ada, user -> user.put("first_name", "Countess"));

    List<StoredEvent> events = pull();

    assertThat(events)
        .extracting(StoredEvent::eventId)
        .containsExactlyInAnyOrder(
            "listed:" + ada + ":" + millis(), "listed:" + grace + ":" + millis());
    assertThat(events)
        .allMatch(event -> connector.read(event) instanceof UserChanged(_, var fetched) && fetched);
    assertThat(pull()).isEmpty();
  }

  @Test
  void the_first_user_ever_is_pulled() {
    pull();

    String first = create();

    assertThat(pulled()).containsExactly(first);
  }

  @Test
  void a_quiet_pull_is_one_small_request() {
    pull();
    for (int i = 0; i < 60; i++) {
      create();
      pull();
    }
    for (int i = 0; i < 3; i++) {
      pass(5);
      pull();
    }
    int before = fake.requests().size();

    for (int i = 0; i < 3; i++) {
      pass(5);
      assertThat(pull()).isEmpty();
    }

    assertThat(fake.requests().subList(before, fake.requests().size()))
        .hasSize(3)
        .containsOnly("/v1/users?limit=20&order_by=-updated_at&offset=0");
  }

  @Test
  void a_change_that_becomes_visible_late_is_pulled() {
    String ada = create();
    String late = create();
    pass(60);
    fake.update(ada, user -> {});
    long watermark = millis();
    pull();
    pass(9);

    fake.update(late, user -> user.put("updated_at", watermark - 9_000));

    assertThat(pulled()).containsExactly(late);
    assertThat(pull()).isEmpty();
  }

  @Test
  void events_that_were_not_written_down_are_pulled_again() {
    create();
    pull();
    pass(5);
    String ada = create();
    @Nullable String before = cursor;
    pull();

    cursor = before;

    assertThat(pulled()).contains(ada);
    assertThat(pull()).isEmpty();
  }

  @Test
  void late_events_that_were_not_written_down_are_pulled_again() {
    String ada = create();
    List<String> late = List.of(create(), create());
    pass(60);
    fake.update(ada, user -> {});
    pull();

    for (String id : late) {
      fake.update(id, user -> user.put("updated_at", millis() - 5_000));
      @Nullable String before = cursor;
      assertThat(pulled()).containsExactly(id);
      cursor = before;
      assertThat(pulled()).contains(id);
      assertThat(pull()).isEmpty();
    }
  }

  @Test
  void another_process_goes_on_where_this_one_stopped() {
    create();
    pull();
    pass(60);
    String ada = create();
    connector = ClerkFixture.connector(fake, clock, null);

    assertThat(pulled()).contains(ada).doesNotHaveDuplicates();
    assertThat(pull()).isEmpty();
  }

  @Test
  void another_process_does_not_pull_again_what_was_pulled_long_ago() {
    pull();
    create();
    pull();
    pass(10);
    pull();

    connector = ClerkFixture.connector(fake, clock, null);

    assertThat(pull()).isEmpty();
  }

  @Test
  void after_a_long_absence_every_change_is_pulled_in_bounded_portions() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 1200; i++) {
      ids.add(create());
    }
    pass(60);
    pull();
    pass(3600);
    for (String id : ids.subList(100, 1200)) {
      fake.update(id, user -> user.put("locale", "fr-FR"));
    }

    List<String> all = new ArrayList<>();
    Pulled portion;
    do {
      portion = ask();
      assertThat(portion.events()).hasSizeLessThanOrEqualTo(500);
      portion.events().forEach(event -> all.add(id(event)));
      fake.delete(ids.get(1199));
      fake.delete(ids.get(700));
    } while (portion.more());

    assertThat(all).containsAll(without(ids.subList(100, 1200), ids.get(700), ids.get(1199)));
    assertThat(all).doesNotHaveDuplicates();
    assertThat(pull()).isEmpty();
  }

  @Test
  void a_change_during_a_long_sweep_is_pulled_after_it() {
    String ada = create();
    List<String> others = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      others.add(create());
    }
    pass(60);
    pull();
    pass(60);
    others.forEach(id -> fake.update(id, user -> {}));
    assertThat(ask().more()).isTrue();
    pass(20);

    fake.update(ada, user -> {});

    List<String> rest = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      rest.addAll(pulled());
    }
    assertThat(rest).contains(ada).doesNotHaveDuplicates().hasSize(581);
  }

  @Test
  void a_record_from_the_future_does_not_hide_the_present() {
    String early = create();
    pull();
    fake.update(early, user -> user.put("updated_at", millis() + 86_400_000L));
    assertThat(pulled()).containsExactly(early);
    pass(60);

    String ada = create();

    assertThat(pulled()).containsExactly(ada);
  }

  @Test
  void a_record_that_cannot_be_put_in_order_does_not_stop_the_others() {
    String broken = create();
    pull();
    pass(5);
    String ada = create();
    fake.update(broken, user -> user.put("updated_at", "soon"));

    assertThat(pulled()).containsExactly(ada);
  }

  @Test
  void after_no_answer_the_same_cursor_brings_everything() {
    create();
    pull();
    pass(5);
    String ada = create();
    fake.meet(Fault.CUT_SHORT);

    assertThat(connector.pull(cursor)).isInstanceOf(NoAnswer.class);
    assertThat(pulled()).containsExactly(ada);
  }

  private List<StoredEvent> pull() {
    return ask().events();
  }

  private List<String> pulled() {
    return pull().stream().map(ClerkPullTest::id).toList();
  }

  private Pulled ask() {
    return switch (connector.pull(cursor)) {
      case Pulled pulled -> {
        cursor = pulled.cursor();
        yield pulled;
      }
      case NoAnswer nothing -> throw new AssertionError(nothing.reason());
    };
  }

  private static String id(StoredEvent event) {
    return event.eventId().split(":", 3)[1];
  }

  private String create() {
    return fake.create("Ada", "Lovelace").get("id").stringValue();
  }

  private void pass(long seconds) {
    clock.advance(Duration.ofSeconds(seconds));
  }

  private long millis() {
    return clock.instant().toEpochMilli();
  }

  private static List<String> without(List<String> ids, String... gone) {
    List<String> rest = new ArrayList<>(ids);
    rest.removeAll(List.of(gone));
    return rest;
  }
}
