package dev.rollcall.api.mock;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The mock providers' HTTP, below `/{project}`. Every request shows the mock's secret key as a
/// bearer token.
public final class MockDoor implements HttpService {
  private static final String BEARER = "Bearer ";
  private static final int LARGEST_BODY = 1 << 20;

  private final Function<String, Optional<MockProvider>> mocks;

  /// @param mocks a project's mock provider, by the project's id
  public MockDoor(Function<String, Optional<MockProvider>> mocks) {
    this.mocks = mocks;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get(
            "/{project}/users",
            reading((mock, request) ->
                MockReads.users(mock, query(request, "after"), query(request, "limit"))))
        .get("/{project}/users/count", reading((mock, _) -> MockReads.count(mock)))
        .get(
            "/{project}/users/{id}",
            reading((mock, request) -> MockReads.user(mock, path(request, "id"))))
        .get(
            "/{project}/events",
            reading((mock, request) -> MockReads.events(mock, query(request, "after"))))
        .post("/{project}/users", writing((mock, _, body) -> MockWrites.create(mock, body)))
        .patch(
            "/{project}/users/{id}",
            writing((mock, request, body) -> MockWrites.change(mock, path(request, "id"), body)))
        .delete(
            "/{project}/users/{id}",
            reading((mock, request) -> MockWrites.delete(mock, path(request, "id"))))
        .post("/{project}/generate", writing((mock, _, body) -> MockWrites.generate(mock, body)))
        .put("/{project}/behaviour", writing((mock, _, body) -> MockWrites.behave(mock, body)));
  }

  private interface Reading {
    MockAnswer answer(MockProvider mock, ServerRequest request) throws BadInputException;
  }

  private interface Writing {
    MockAnswer answer(MockProvider mock, ServerRequest request, byte[] body)
        throws BadInputException;
  }

  private Handler reading(Reading reading) {
    return (request, response) -> send(response, answer(request, reading));
  }

  private Handler writing(Writing writing) {
    return reading((mock, request) -> {
      byte[] body = body(request);
      return body.length > LARGEST_BODY
          ? MockAnswer.problem(
              413, "body_too_large", "The body is larger than " + LARGEST_BODY + " bytes.")
          : writing.answer(mock, request, body);
    });
  }

  private MockAnswer answer(ServerRequest request, Reading reading) {
    Optional<MockProvider> mock = mocks.apply(path(request, "project"));
    if (mock.isEmpty()) {
      return MockAnswer.problem(
          404, "project_not_found", "There is no project with a mock provider of this name.");
    }
    String key = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
    if (!key.regionMatches(true, 0, BEARER, 0, BEARER.length())
        || !mock.get().accepts(key.substring(BEARER.length()))) {
      return MockAnswer.problem(
          401, "unauthorized", "The mock's secret key is needed, as a bearer token.");
    }
    try {
      return reading.answer(mock.get(), request);
    } catch (BadInputException badInput) {
      return badInput.answer();
    }
  }

  private static void send(ServerResponse response, MockAnswer answer) {
    if (answer.status() == 401) {
      response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    if (answer.status() == 429) {
      response.header(HeaderNames.RETRY_AFTER, "1");
    }
    response.status(answer.status());
    response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
    response.send(answer.body());
  }

  private static byte[] body(ServerRequest request) throws BadInputException {
    try (InputStream body = request.content().inputStream()) {
      return body.readNBytes(LARGEST_BODY + 1);
    } catch (IOException cut) {
      throw new BadInputException("body_cut", "The body ended too early.");
    }
  }

  private static String path(ServerRequest request, String name) {
    return request.path().pathParameters().get(name);
  }

  private static @Nullable String query(ServerRequest request, String name) {
    return request.query().contains(name) ? request.query().get(name) : null;
  }
}
