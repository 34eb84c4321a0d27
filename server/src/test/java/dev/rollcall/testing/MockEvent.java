package dev.rollcall.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

/// Events in the words of the mock provider, about users born when the movable clock starts.
public final class MockEvent {
  /// When they were born, in milliseconds since 1970.
  public static final long BORN = MovableClock.START.toEpochMilli();

  private MockEvent() {}

  /// A user as of its `version`th change.
  public static byte[] of(String userId, long version, String name) {
    return text(userId, version, name, "\"data\":{}").getBytes(UTF_8);
  }

  /// The same with further properties of the user.
  public static String text(String userId, long version, String name, String more) {
    return """
    {"type":"user.updated","timestamp":%d,"data":{"id":"%s","name":"%s","email":null,\
    "created_at":%d,"updated_at":%d,%s}}\
    """
        .formatted(BORN + version, userId, name, BORN, BORN + version, more);
  }
}
