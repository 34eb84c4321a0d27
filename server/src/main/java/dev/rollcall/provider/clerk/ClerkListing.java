package dev.rollcall.provider.clerk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.provider.ListedPage;
import dev.rollcall.provider.ListedPage.Page;
import dev.rollcall.provider.ListedPage.Unreadable;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.UnreadablePayloadException;
import dev.rollcall.provider.clerk.ClerkReply.Nothing;
import dev.rollcall.provider.clerk.ClerkReply.Rejected;
import dev.rollcall.provider.clerk.ClerkReply.Told;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Lists all users, the oldest first, so that those created meanwhile come last. Each page starts
/// after the last user of the one before. That user may be deleted in between; then the page starts
/// at the time at which that user was created.
final class ClerkListing {
  static final int LIMIT = 500;
  private static final String USERS = "/v1/users";
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,18}):(\\d{1,18}):(.+)", Pattern.DOTALL);

  private final ClerkApi api;
  private final Pace pace;

  ClerkListing(ClerkApi api, Pace pace) {
    this.api = api;
    this.pace = pace;
  }

  ListedPage list(@Nullable String cursor) {
    Place place = cursor == null ? Place.START : Place.parse(cursor);
    ClerkReply reply = ask(place);
    boolean lost =
        switch (reply) {
          case Told(var tree, _) -> tree.isArray() && tree.isEmpty();
          case Rejected _ -> true;
          case Nothing _ -> false;
        };
    if (lost && place.after() != null) {
      place = place.byTime();
      reply = ask(place);
    }
    return switch (reply) {
      case Told(var tree, var readAt) -> page(place, tree, readAt);
      case Rejected(_, _, var reason) -> reason;
      case Nothing(var reason) -> reason;
    };
  }

  private ClerkReply ask(Place place) {
    try {
      pace.awaitTurn();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Nothing(new NoAnswer("The listing was interrupted"));
    }
    return api.get(USERS, USERS + "?limit=" + LIMIT + "&order_by=created_at" + place.query());
  }

  private static ListedPage page(Place place, JsonNode tree, Instant readAt) {
    if (!tree.isArray()) {
      return new NoAnswer("GET " + USERS + " brought JSON, but no list of users");
    }
    @Nullable Place next = null;
    List<ProviderUser> users = new ArrayList<>();
    List<Unreadable> unreadable = new ArrayList<>();
    for (JsonNode node : tree) {
      String id = ClerkUser.id(node);
      if (id != null && id.equals(place.after())) {
        return new NoAnswer(
            "GET " + USERS + " does not know starting_after: it brought the same users again");
      }
      OptionalLong createdAt = ClerkUser.time(node, "created_at");
      if (id != null && createdAt.isPresent()) {
        next = place.following(createdAt.getAsLong(), id);
      }
      try {
        users.add(ClerkUser.read(node));
      } catch (UnreadablePayloadException problem) {
        unreadable.add(new Unreadable(id, String.valueOf(problem.getMessage())));
      }
    }
    if (tree.size() < LIMIT) {
      return new Page(users, unreadable, readAt, null);
    }
    if (next == null || Objects.equals(next.after(), place.lost())) {
      return new NoAnswer(
          "GET " + USERS + " brought a full page of users after which no other can start");
    }
    return new Page(users, unreadable, readAt, next.text());
  }

  /// Where a page starts.
  ///
  /// @param from the time after which its users were created, in milliseconds; 0 for any
  /// @param created when the user `after` was created
  /// @param after the user that stands before it; null where only the time counts
  /// @param lost the user that stood before it and could not be found any more
  private record Place(long from, long created, @Nullable String after, @Nullable String lost) {
    static final Place START = new Place(0, 0, null, null);

    Place following(long createdAt, String id) {
      return new Place(from, createdAt, id, null);
    }

    /// The same place without the user. It is not written whether `created_at_after` includes its
    /// own millisecond, so it starts one earlier: users that come twice do no harm.
    Place byTime() {
      return new Place(Math.max(0, created - 1), 0, null, after);
    }

    String query() {
      return (from == 0 ? "" : "&created_at_after=" + from)
          + (after == null ? "" : "&starting_after=" + URLEncoder.encode(after, UTF_8));
    }

    String text() {
      return from + ":" + created + ":" + after;
    }

    static Place parse(String text) {
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("Not a cursor of Clerk's listing: '" + text + "'");
      }
      return new Place(
          Long.parseLong(matcher.group(1)),
          Long.parseLong(matcher.group(2)),
          matcher.group(3),
          null);
    }
  }
}
