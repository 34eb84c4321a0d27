package dev.rollcall.provider.clerk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ListedPage;
import dev.rollcall.provider.ListedPage.Page;
import dev.rollcall.provider.ListedPage.Unreadable;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.testing.FakeClerk;
import dev.rollcall.testing.FakeClerk.Fault;
import dev.rollcall.testing.FakeClerkPaging.LostUser;
import dev.rollcall.testing.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A listing brings every user, whatever happens meanwhile.
class ClerkListingTest {
  private final MovableClock clock = new MovableClock();
  private final FakeClerk fake = new FakeClerk(clock);
  private final Connector connector = ClerkFixture.connector(fake, clock);

  @AfterEach
  void close() {
    fake.close();
  }

  @Test
  void every_user_is_listed_once_and_the_oldest_first() {
    List<String> ids = createAMillisecondApart(1203);

    assertThat(walk(null)).containsExactlyElementsOf(ids);
    assertThat(fake.requests())
        .containsExactly(
            "/v1/users?limit=500&order_by=created_at",
            "/v1/users?limit=500&order_by=created_at&starting_after=" + ids.get(499),
            "/v1/users?limit=500&order_by=created_at&starting_after=" + ids.get(999));
  }

  @Test
  void users_of_the_same_millisecond_are_all_listed() {
    List<String> ids = create(1100);

    assertThat(walk(null)).containsExactlyElementsOf(ids);
  }

  @Test
  void a_listing_goes_on_in_another_process() {
    List<String> ids = createAMillisecondApart(600);
    Page first = page(null);

    Connector other = ClerkFixture.connector(fake, clock);

    assertThat(ids(other.list(first.next()))).containsExactlyElementsOf(ids.subList(500, 600));
  }

  @ParameterizedTest
  @EnumSource(LostUser.class)
  void the_last_user_of_a_page_may_be_deleted_before_the_next(LostUser answer) {
    fake.answerLostCursorsWith(answer);
    List<String> ids = createAMillisecondApart(1100);
    Page first = page(null);
    fake.delete(ids.get(499));

    assertThat(walk(first.next())).containsExactlyElementsOf(ids.subList(500, 1100));
  }

  @ParameterizedTest
  @EnumSource(LostUser.class)
  void and_also_where_all_were_created_in_the_same_millisecond(LostUser answer) {
    fake.answerLostCursorsWith(answer);
    List<String> ids = create(1100);
    Page first = page(null);
    fake.delete(ids.get(499));

    assertThat(walk(first.next())).containsAll(ids.subList(500, 1100));
  }

  @Test
  void an_empty_page_after_a_full_one_is_believed_only_on_a_second_look() {
    List<String> ids = createAMillisecondApart(500);

    assertThat(walk(null)).startsWith(ids.toArray(new String[0])).hasSize(501);
    assertThat(fake.requests()).hasSize(3);
  }

  @Test
  void users_created_during_a_listing_are_on_its_last_page() {
    createAMillisecondApart(600);
    Page first = page(null);
    clock.advance(Duration.ofSeconds(1));

    String late = fake.create("Late", "Comer").get("id").stringValue();

    assertThat(walk(first.next())).endsWith(late).hasSize(101);
  }

  @Test
  void a_server_that_brings_the_same_page_again_does_not_keep_us_forever() {
    createAMillisecondApart(501);
    @Nullable String second = page(null).next();
    fake.meet(Fault.FIRST_PAGE_AGAIN);

    assertThat(connector.list(second))
        .isEqualTo(
            new NoAnswer(
                "GET /v1/users does not know starting_after: it brought the same users again"));
  }

  @Test
  void nobody_is_a_listing_too() {
    assertThat(page(null)).isEqualTo(new Page(List.of(), List.of(), MovableClock.START, null));
  }

  @Test
  void an_unreadable_user_is_reported_and_the_others_are_listed() {
    List<String> ids = create(3);
    fake.update(ids.get(1), user -> user.put("first_name", 7));

    Page page = page(null);

    assertThat(page.users()).extracting(ProviderUser::id).containsExactly(ids.get(0), ids.get(2));
    assertThat(page.unreadable())
        .containsExactly(new Unreadable(ids.get(1), "The user's first_name is no text"));
  }

  @Test
  void a_listed_user_is_whole_and_carries_its_version() {
    String id = fake.create("Ada", "Lovelace", "ada@x.org").get("id").stringValue();
    clock.advance(Duration.ofMinutes(1));
    fake.update(id, user -> user.put("banned", true));

    ProviderUser user = page(null).users().getFirst();

    assertThat(user.createdAt()).isEqualTo(MovableClock.START);
    assertThat(user.version()).isEqualTo(MovableClock.START.plusSeconds(60));
    assertThat(user.rawJson())
        .contains("\"primary_email\":\"ada@x.org\"", "\"display_name\":\"Ada Lovelace\"")
        .contains("\"banned\":true");
  }

  @Test
  void a_page_is_dated_by_its_start_on_clerks_clock() {
    MovableClock wrong = new MovableClock();
    wrong.advance(Duration.ofDays(-2));

    ListedPage page = ClerkFixture.connector(fake, wrong).list(null);

    assertThat(((Page) page).readAt())
        .isBetween(MovableClock.START, MovableClock.START.plusSeconds(1));
  }

  @Test
  void pages_are_asked_for_at_most_eight_times_a_second() {
    page(null);
    long started = System.nanoTime();

    for (int i = 0; i < 8; i++) {
      page(null);
    }

    assertThat(Duration.ofNanos(System.nanoTime() - started))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  private List<String> walk(@Nullable String from) {
    List<String> ids = new ArrayList<>();
    @Nullable String cursor = from;
    do {
      Page page = page(cursor);
      page.users().forEach(user -> ids.add(user.id()));
      cursor = page.next();
    } while (cursor != null);
    return ids;
  }

  private Page page(@Nullable String cursor) {
    return switch (connector.list(cursor)) {
      case Page page -> page;
      case NoAnswer nothing -> throw new AssertionError(nothing.reason());
    };
  }

  private static List<String> ids(ListedPage page) {
    return ((Page) page).users().stream().map(ProviderUser::id).toList();
  }

  private List<String> createAMillisecondApart(int howMany) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < howMany; i++) {
      clock.advance(Duration.ofMillis(1));
      ids.addAll(create(1));
    }
    return ids;
  }

  private List<String> create(int howMany) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < howMany; i++) {
      ids.add(fake.create("User", "Number " + i).get("id").stringValue());
    }
    return ids;
  }
}
