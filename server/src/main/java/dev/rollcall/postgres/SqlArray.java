package dev.rollcall.postgres;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A list as a parameter, for `unnest(?)` and `= any (?)`. Arrays of their own type, rather than of
/// objects, are sent as they are: nothing is quoted here and unquoted there.
///
/// @param type the elements' type in Postgres
public record SqlArray(String type, @Nullable Object[] elements) {

  public static SqlArray texts(List<? extends @Nullable String> values) {
    return new SqlArray("text", values.toArray(new @Nullable String[0]));
  }

  public static SqlArray longs(List<? extends @Nullable Long> values) {
    return new SqlArray("bigint", values.toArray(new @Nullable Long[0]));
  }

  public static SqlArray booleans(List<Boolean> values) {
    return new SqlArray("boolean", values.toArray(new Boolean[0]));
  }

  public static SqlArray uuids(List<UUID> values) {
    return new SqlArray("uuid", values.toArray());
  }

  public static SqlArray bytes(List<byte[]> values) {
    return new SqlArray("bytea", values.toArray(new byte[0][]));
  }

  public static SqlArray times(List<? extends @Nullable Instant> values) {
    @Nullable Object[] texts = new @Nullable Object[values.size()];
    for (int i = 0; i < texts.length; i++) {
      Instant value = values.get(i);
      texts[i] = value == null ? null : value.toString();
    }
    return new SqlArray("timestamptz", texts);
  }
}
