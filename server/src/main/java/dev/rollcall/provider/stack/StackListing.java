package dev.rollcall.provider.stack;

import dev.rollcall.provider.ListedPage;
import dev.rollcall.provider.ListedPage.Page;
import dev.rollcall.provider.ListedPage.Unreadable;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.UnreadablePayloadException;
import dev.rollcall.provider.stack.StackAnswer.Body;
import dev.rollcall.provider.stack.StackAnswer.KnownError;
import dev.rollcall.provider.stack.StackAnswer.Nothing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// All users, page by page. Stack's cursor is the id of the user with whom the next page begins;
/// once that user is deleted, the cursor yields an empty page, which looks like the end. So ours
/// also holds the last user seen, where the listing can be taken up again.
final class StackListing {
  private static final int LIMIT = 200;
  private static final Pattern CURSOR = Pattern.compile("[0-9a-fA-F-]{1,64}");

  private final StackApi api;

  /// False once the server has refused the parameter: servers before August 2025 do not know it,
  /// and hide nobody.
  private volatile boolean includeAnonymous = true;

  StackListing(StackApi api) {
    this.api = api;
  }

  /// @param cursor null, or what [Page#next] was: Stack's cursor, a comma, the last user seen
  ListedPage page(@Nullable String cursor) {
    if (cursor == null) {
      return page(LIMIT, null);
    }
    String[] places = cursor.split(",", -1);
    ListedPage page = page(LIMIT, places[0]);
    boolean begun =
        !(page instanceof Page(var users, var unreadable, _, _))
            || !users.isEmpty()
            || !unreadable.isEmpty();
    if (begun || places.length < 2) {
      return begun ? page : brokenOff();
    }
    ListedPage again = page(LIMIT, places[1]);
    return again instanceof Page(var users, var unreadable, _, _)
            && users.isEmpty()
            && unreadable.isEmpty()
        ? brokenOff()
        : again;
  }

  /// Asks for a single user, only to see whether Stack lists any for us.
  ListedPage probe() {
    return page(1, null);
  }

  private static NoAnswer brokenOff() {
    return new NoAnswer(
        "Stack Auth's list of users breaks off, because the users with whom it could go on are"
            + " deleted; it has to be read from its start");
  }

  private ListedPage page(int limit, @Nullable String cursor) {
    boolean withAnonymous = includeAnonymous;
    StackAnswer answer = api.get("the list of users", path(limit, cursor, withAnonymous));
    return switch (answer) {
      case Body(var tree, var readAt) -> understand(tree, readAt, cursor);
      case KnownError error when withAnonymous && refusesParameter(error) -> {
        includeAnonymous = false;
        yield page(limit, cursor);
      }
      case KnownError error -> error.asNoAnswer();
      case Nothing(var reason) -> reason;
    };
  }

  private static String path(int limit, @Nullable String cursor, boolean includeAnonymous) {
    return "/users?limit="
        + limit
        + (cursor == null ? "" : "&cursor=" + cursor)
        + (includeAnonymous ? "&include_anonymous=true" : "");
  }

  private static boolean refusesParameter(KnownError error) {
    return error.code().equals("SCHEMA_ERROR") && error.message().contains("include_anonymous");
  }

  private static ListedPage understand(ObjectNode tree, Instant readAt, @Nullable String cursor) {
    JsonNode next = tree.path("pagination").path("next_cursor");
    if (!(tree.path("items") instanceof ArrayNode items)
        || !tree.path("is_paginated").booleanValue(false)
        || !(next.isNull() || isCursor(next))) {
      return new NoAnswer("Stack Auth was asked for the list of users and sent something else");
    }
    if (next.isString() && next.stringValue().equals(cursor)) {
      return new NoAnswer("Stack Auth's list of users does not move on: a page leads to itself");
    }
    return read(items, readAt, next.isNull() ? null : next.stringValue());
  }

  private static boolean isCursor(JsonNode next) {
    return next.isString() && CURSOR.matcher(next.stringValue()).matches();
  }

  private static Page read(ArrayNode items, Instant readAt, @Nullable String next) {
    List<ProviderUser> users = new ArrayList<>(items.size());
    List<Unreadable> unreadable = new ArrayList<>();
    for (JsonNode item : items) {
      try {
        users.add(StackRecords.user(item));
      } catch (UnreadablePayloadException problem) {
        unreadable.add(
            new Unreadable(StackRecords.idOf(item), String.valueOf(problem.getMessage())));
      }
    }
    String last = users.isEmpty() ? "" : "," + users.getLast().id();
    return new Page(users, unreadable, readAt, next == null ? null : next + last);
  }
}
