package dev.rollcall.api.mock;

import dev.rollcall.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The users of one mock: those that were made one by one, and those that were generated. A
/// generated user that is changed becomes one of the former. Not for use by several threads.
final class MockUsers {
  private final NavigableMap<String, MockUser> made = new TreeMap<>();
  private final Map<String, Long> deletions = new HashMap<>();
  private final SyntheticUsers synthetic = new SyntheticUsers();
  private int generated;

  /// Generated users that were changed or deleted since.
  private final BitSet replaced = new BitSet();

  Optional<MockUser> find(String id) {
    OptionalInt index = SyntheticUsers.index(id);
    if (index.isPresent() && isSynthetic(index.getAsInt())) {
      return Optional.of(synthetic.user(index.getAsInt()));
    }
    return Optional.ofNullable(made.get(id));
  }

  void put(MockUser user) {
    SyntheticUsers.index(user.id()).ifPresent(replaced::set);
    made.put(user.id(), user);
  }

  void remove(String id, long at) {
    SyntheticUsers.index(id).ifPresent(replaced::set);
    made.remove(id);
    deletions.put(id, at);
  }

  /// When a user with this id was deleted last; before 1970 if never.
  long deletedAt(String id) {
    return deletions.getOrDefault(id, -1L);
  }

  long count() {
    return (long) made.size() + generated - replaced.cardinality();
  }

  /// Has exactly `count` generated users from now on, in their first state.
  void generate(int count) {
    made.keySet().removeIf(id -> SyntheticUsers.index(id).isPresent());
    deletions.keySet().removeIf(id -> SyntheticUsers.index(id).isPresent());
    replaced.clear();
    generated = count;
  }

  /// A page of users in the order of their ids, as `{"users": [...], "next": ...}`.
  ///
  /// @param after the last id of the page before; empty for the first page
  byte[] page(String after, int limit) {
    ByteArrayOutputStream out =
        new ByteArrayOutputStream((int) Math.min(limit, count() + 1) * 1280);
    Iterator<MockUser> rest = made.tailMap(after, false).values().iterator();
    @Nullable MockUser user = next(rest);
    int index = nextSynthetic(SyntheticUsers.after(after));
    String last = after;
    text("{\"users\":[", out);
    for (int i = 0; i < limit && (user != null || index < generated); i++) {
      if (i > 0) {
        out.write(',');
      }
      String generatedId = index < generated ? SyntheticUsers.id(index) : null;
      if (user != null && (generatedId == null || user.id().compareTo(generatedId) < 0)) {
        out.writeBytes(Json.MAPPER.writeValueAsBytes(user.json()));
        last = user.id();
        user = next(rest);
      } else {
        synthetic.write(index, out);
        last = SyntheticUsers.id(index);
        index = nextSynthetic(index + 1);
      }
    }
    boolean more = user != null || index < generated;
    text("],\"next\":" + (more ? "\"" + last + "\"" : "null") + "}", out);
    return out.toByteArray();
  }

  private boolean isSynthetic(int index) {
    return index < generated && !replaced.get(index);
  }

  private int nextSynthetic(int from) {
    return replaced.nextClearBit(from);
  }

  private static @Nullable MockUser next(Iterator<MockUser> users) {
    return users.hasNext() ? users.next() : null;
  }

  private static void text(String text, ByteArrayOutputStream out) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
