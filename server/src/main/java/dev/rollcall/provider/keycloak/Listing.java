package dev.rollcall.provider.keycloak;

import dev.rollcall.json.Json;
import dev.rollcall.provider.ListedPage.Page;
import dev.rollcall.provider.ListedPage.Unreadable;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.UnreadablePayloadException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Lists all users, with the groups and organizations as they were when the listing began. What was
/// read then is kept in memory for the pages that follow; after a restart it is read anew, and the
/// pages from there on count as read at that time.
final class Listing {
  private static final int PAGE = 500;

  private final RealmApi api;
  private final AtomicReference<@Nullable Memberships> held = new AtomicReference<>();

  Listing(RealmApi api) {
    this.api = api;
  }

  /// @param first the offset of the next user
  /// @param readAt which memberships go with it
  private record Cursor(int first, long readAt) {
    static @Nullable Cursor of(@Nullable String text) throws Unanswered {
      if (text == null) {
        return null;
      }
      try {
        JsonNode json = Json.MAPPER.readTree(text);
        int first = json.path("first").asInt(-1);
        if (first >= 0) {
          return new Cursor(first, json.path("read_at").asLong(0));
        }
      } catch (JacksonException notJson) {
        // The same as one without an offset.
      }
      throw new Unanswered("The listing's cursor is not one of Keycloak's listing");
    }

    String text() {
      return "{\"first\":" + first + ",\"read_at\":" + readAt + "}";
    }
  }

  Page page(@Nullable String cursor) throws Unanswered {
    Cursor at = Cursor.of(cursor);
    Memberships memberships = memberships(at);
    int first = at == null ? 0 : at.first();
    List<JsonNode> listed = api.page("/users?briefRepresentation=false&", first, PAGE);
    if (listed.isEmpty()) {
      held.compareAndSet(memberships, null);
      return new Page(List.of(), List.of(), memberships.readAt(), null);
    }
    Cursor next = new Cursor(first + PAGE, memberships.readAt().toEpochMilli());
    return read(listed, memberships, next.text());
  }

  private static Page read(List<JsonNode> listed, Memberships memberships, String next) {
    List<ProviderUser> users = new ArrayList<>();
    List<Unreadable> unreadable = new ArrayList<>();
    for (JsonNode user : listed) {
      String id = user.path("id").asString("");
      try {
        users.add(
            Representation.user(user, memberships.groupsOf(id), memberships.organizationsOf(id)));
      } catch (UnreadablePayloadException problem) {
        unreadable.add(
            new Unreadable(id.isEmpty() ? null : id, String.valueOf(problem.getMessage())));
      }
    }
    return new Page(users, unreadable, memberships.readAt(), next);
  }

  private Memberships memberships(@Nullable Cursor cursor) throws Unanswered {
    Memberships kept = held.get();
    if (kept != null
        && cursor != null
        && kept.readAt().equals(Instant.ofEpochMilli(cursor.readAt()))) {
      return kept;
    }
    Memberships fresh = Memberships.read(api);
    held.set(fresh);
    return fresh;
  }
}
