package dev.rollcall.provider.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ListedPage;
import dev.rollcall.provider.ListedPage.Page;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.testing.FakeStack;
import dev.rollcall.testing.MovableClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reading all users from Stack Auth.
class StackListTest {
  private static final String ADA = StackUsers.id(1);

  private final MovableClock clock = new MovableClock();
  private final FakeStack stack = new FakeStack();
  private final Connector connector = StackUsers.connector(stack, clock, Map.of());

  @AfterEach
  void stop() {
    stack.close();
  }

  @Test
  void every_user_is_listed_once_and_anonymous_ones_too() {
    stack.pageBy(2);
    List<String> ids = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      stack.put(StackUsers.id(i), StackUsers.json(StackUsers.id(i), i == 3));
      ids.add(StackUsers.id(i));
    }

    assertThat(listAll()).containsExactlyElementsOf(ids);
    assertThat(stack.requests()).hasSize(3);
  }

  @Test
  void an_old_server_that_refuses_the_parameter_is_asked_without_it() {
    stack.beOld();
    stack.pageBy(1);
    stack.put(ADA, StackUsers.json(ADA));
    stack.put(StackUsers.id(2), StackUsers.json(StackUsers.id(2), true));

    assertThat(listAll()).containsExactly(ADA, StackUsers.id(2));
    assertThat(stack.requests())
        .containsExactly(
            "GET /api/v1/users?limit=200&include_anonymous=true",
            "GET /api/v1/users?limit=200",
            "GET /api/v1/users?limit=200&cursor=" + StackUsers.id(2));
  }

  @Test
  void a_listing_goes_on_when_the_user_at_its_cursor_is_deleted() {
    stack.pageBy(1);
    for (int i = 1; i <= 3; i++) {
      stack.put(StackUsers.id(i), StackUsers.json(StackUsers.id(i)));
    }
    Page first = (Page) connector.list(null);
    stack.remove(StackUsers.id(2));

    Page again = (Page) connector.list(first.next());
    Page last = (Page) connector.list(again.next());

    assertThat(last.users()).extracting(ProviderUser::id).containsExactly(StackUsers.id(3));
    assertThat(last.next()).isNull();
  }

  @Test
  void a_listing_whose_cursor_is_gone_altogether_is_not_taken_for_finished() {
    stack.pageBy(1);
    for (int i = 1; i <= 3; i++) {
      stack.put(StackUsers.id(i), StackUsers.json(StackUsers.id(i)));
    }
    Page first = (Page) connector.list(null);
    stack.remove(StackUsers.id(1));
    stack.remove(StackUsers.id(2));

    assertThat(connector.list(first.next())).isInstanceOf(NoAnswer.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"items\":[]}",
        "{\"items\":[],\"is_paginated\":true}",
        "{\"items\":[],\"is_paginated\":true,\"pagination\":{}}",
        "{\"items\":[],\"is_paginated\":false,\"pagination\":{\"next_cursor\":null}}",
        "{\"items\":[],\"is_paginated\":true,\"pagination\":{\"next_cursor\":\"a&b\"}}",
        "{\"items\":{},\"is_paginated\":true,\"pagination\":{\"next_cursor\":null}}",
        "{\"items\":[],\"is_paginated\":true,\"pagination\":{\"next_cursor\":null}"
      })
  void a_listing_in_another_form_is_no_listing(String body) {
    stack.answerNextWith(200, Map.of(), body);

    assertThat(connector.list(null)).isInstanceOf(NoAnswer.class);
  }

  @Test
  void a_listed_user_that_cannot_be_read_does_not_hide_the_others() {
    stack.put(ADA, StackUsers.json(ADA));
    stack.put("x", "{\"id\":\"" + StackUsers.id(2) + "\",\"display_name\":7}");
    stack.put("y", "7");

    assertThat(connector.list(null))
        .isInstanceOfSatisfying(
            Page.class,
            page -> {
              assertThat(page.users()).extracting(ProviderUser::id).containsExactly(ADA);
              assertThat(page.unreadable())
                  .containsExactly(
                      new ListedPage.Unreadable(
                          StackUsers.id(2), "'display_name' is neither a text nor null"),
                      new ListedPage.Unreadable(null, "The user is not a JSON object"));
            });
  }

  private List<String> listAll() {
    List<String> ids = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      Page page = (Page) connector.list(cursor);
      page.users().forEach(user -> ids.add(user.id()));
      cursor = page.next();
    } while (cursor != null);
    return ids;
  }
}
