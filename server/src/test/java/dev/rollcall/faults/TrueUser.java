package dev.rollcall.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

/// A user as the provider knows it, in the words of the mock provider.
///
/// @param number how many changes there were; the name holds it, so no two states look the same
record TrueUser(String id, long born, long changed, int number, boolean alive) {
  static TrueUser born(String id, long now) {
    return new TrueUser(id, now, now, 1, true);
  }

  TrueUser renamed(long now) {
    return new TrueUser(id, born, Math.max(now, changed + 1), number + 1, true);
  }

  TrueUser deleted(long now) {
    return new TrueUser(id, born, Math.max(now, changed + 1), number + 1, false);
  }

  /// Another life of the same id.
  TrueUser reborn(long now) {
    long birth = Math.max(now, changed + 1);
    return new TrueUser(id, birth, birth, number + 1, true);
  }

  String name() {
    return "v" + number;
  }

  /// Of the change that led here.
  String eventId() {
    return id + "_" + number;
  }

  String json() {
    return """
    {"id":"%s","name":"%s","email":"%s@example.com","created_at":%d,"updated_at":%d,"data":{}}\
    """
        .formatted(id, name(), id, born, changed);
  }

  byte[] event() {
    String text =
        alive
            ? "{\"type\":\"user.updated\",\"timestamp\":%d,\"data\":%s}".formatted(changed, json())
            : "{\"type\":\"user.deleted\",\"timestamp\":%d,\"data\":{\"id\":\"%s\"}}"
                .formatted(changed, id);
    return text.getBytes(UTF_8);
  }

  /// As [Aftermath] reads a row.
  String asRow() {
    return alive ? name() + " live" : "deleted";
  }
}
