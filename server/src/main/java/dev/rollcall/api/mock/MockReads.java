package dev.rollcall.api.mock;

import dev.rollcall.api.mock.MockEvents.Event;
import dev.rollcall.api.mock.MockEvents.Slice;
import dev.rollcall.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What can be asked of a mock. It behaves as it was told to, see [MockBehaviour].
final class MockReads {
  static final int MOST_USERS = 1000;
  private static final int USERS = 100;
  private static final int LONGEST_CURSOR = 200;

  private MockReads() {}

  static MockAnswer users(MockProvider mock, @Nullable String after, @Nullable String limit)
      throws BadInputException {
    String place = after == null ? "" : cursor(after);
    int size = limit == null ? USERS : limit(limit);
    return mock.behaviour().listsNobody()
        ? behaved(mock, MockAnswer.json(200, bytes("{\"users\":[],\"next\":null}")))
        : behaved(mock, MockAnswer.json(200, mock.page(place, size)));
  }

  static MockAnswer count(MockProvider mock) {
    long count = mock.behaviour().listsNobody() ? 0 : mock.count();
    return behaved(mock, MockAnswer.json(200, Json.MAPPER.createObjectNode().put("count", count)));
  }

  static MockAnswer user(MockProvider mock, String id) {
    Optional<MockUser> user =
        mock.behaviour() == MockBehaviour.NOT_FOUND ? Optional.empty() : mock.find(id);
    return behaved(
        mock,
        user.map(found -> MockAnswer.json(200, found.json())).orElseGet(MockAnswer::userNotFound));
  }

  static MockAnswer events(MockProvider mock, @Nullable String after) throws BadInputException {
    Optional<Slice> slice = mock.eventsAfter(after == null ? null : cursor(after));
    return behaved(
        mock,
        slice
            .map(found -> MockAnswer.json(200, json(found)))
            .orElseGet(() ->
                MockAnswer.problem(410, "events_gone", "Events after this cursor are forgotten.")));
  }

  private static byte[] json(Slice slice) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes("{\"events\":["));
    String comma = "";
    for (Event event : slice.events()) {
      out.writeBytes(bytes(comma + "{\"id\":\"" + event.id() + "\",\"payload\":"));
      out.writeBytes(event.payload());
      out.writeBytes(bytes("}"));
      comma = ",";
    }
    out.writeBytes(bytes("],\"next\":\"" + slice.next() + "\",\"more\":" + slice.more() + "}"));
    return out.toByteArray();
  }

  private static MockAnswer behaved(MockProvider mock, MockAnswer usual) {
    return switch (mock.behaviour()) {
      case OK, EMPTY, NOT_FOUND -> usual;
      case UNAUTHORIZED -> MockAnswer.problem(401, "unauthorized", "The key is refused.");
      case TOO_MANY_REQUESTS -> MockAnswer.problem(429, "too_many_requests", "Slow down.");
      case FAILING -> MockAnswer.problem(500, "internal", "The mock was told to fail.");
      case HTML ->
          new MockAnswer(
              200, "text/html", bytes("<!doctype html><title>Sign in</title><h1>Sign in</h1>"));
      case TRUNCATED -> usual.truncated();
    };
  }

  private static String cursor(String text) throws BadInputException {
    if (text.length() > LONGEST_CURSOR) {
      throw new BadInputException("bad_after", "'after' is longer than any cursor.");
    }
    return text;
  }

  private static int limit(String text) throws BadInputException {
    if (!text.matches("[1-9]\\d{0,3}") || Integer.parseInt(text) > MOST_USERS) {
      throw new BadInputException(
          "bad_limit", "'limit' is not a number between 1 and " + MOST_USERS + ".");
    }
    return Integer.parseInt(text);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
