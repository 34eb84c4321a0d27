package dev.rollcall.api.mock;

import dev.rollcall.json.Json;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What can be done to a mock, whatever its behaviour.
final class MockWrites {
  private MockWrites() {}

  static MockAnswer create(MockProvider mock, byte[] body) throws BadInputException {
    UserChange change = UserChange.read(body, Set.of("id", "name", "email", "data"));
    return mock.create(change)
        .map(user -> MockAnswer.json(201, user.json()))
        .orElseGet(
            () -> MockAnswer.problem(409, "user_exists", "There is a user with this id already."));
  }

  static MockAnswer change(MockProvider mock, String id, byte[] body) throws BadInputException {
    UserChange change = UserChange.read(body, Set.of("name", "email", "data"));
    return mock.change(id, change)
        .map(user -> MockAnswer.json(200, user.json()))
        .orElseGet(MockAnswer::userNotFound);
  }

  static MockAnswer delete(MockProvider mock, String id) {
    return mock.delete(id)
        .map(at ->
            MockAnswer.json(
                200, Json.MAPPER.createObjectNode().put("id", id).put("deleted_at", at)))
        .orElseGet(MockAnswer::userNotFound);
  }

  static MockAnswer generate(MockProvider mock, byte[] body) throws BadInputException {
    JsonNode count = UserChange.object(body).path("count");
    if (!count.isIntegralNumber()
        || !count.canConvertToInt()
        || count.intValue() < 0
        || count.intValue() > SyntheticUsers.MOST) {
      throw new BadInputException(
          "bad_count", "'count' is not a number between 0 and " + SyntheticUsers.MOST + ".");
    }
    mock.generate(count.intValue());
    return MockAnswer.json(200, Json.MAPPER.createObjectNode().put("count", mock.count()));
  }

  static MockAnswer behave(MockProvider mock, byte[] body) throws BadInputException {
    ObjectNode wish = UserChange.object(body);
    MockBehaviour behaviour =
        MockBehaviour.of(wish.path("mode").stringValue(""))
            .orElseThrow(
                () -> new BadInputException("bad_mode", "'mode' is none of " + modes() + "."));
    mock.behave(behaviour);
    return MockAnswer.json(200, Json.MAPPER.createObjectNode().put("mode", behaviour.mode()));
  }

  private static String modes() {
    return Arrays.stream(MockBehaviour.values())
        .map(MockBehaviour::mode)
        .collect(Collectors.joining(", "));
  }
}
