package dev.rollcall.api.sql;

import dev.rollcall.http.RequestId;
import dev.rollcall.json.Json;
import dev.rollcall.postgres.wire.PostgresError;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What every answer at `/sql` has, and errors with all of their parts.
final class Answers {
  private static final List<String> PARTS =
      ("message code detail hint position internalPosition internalQuery severity where table"
              + " column schema dataType constraint file line routine")
          .transform(names -> List.of(names.split(" ", -1)));

  private Answers() {}

  /// The headers by which a browser's page may read the answer, whoever wrote the page.
  static void open(ServerRequest request, ServerResponse response) {
    response.header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    response.header(HeaderNames.create("neon-request-id"), RequestId.of(request));
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    response.header(HeaderNames.create("x-content-type-options"), "nosniff");
  }

  static void send(ServerResponse response, int status, byte[] json) {
    response.status(Status.create(status));
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(json);
  }

  static void problem(ServerResponse response, int status, PostgresError error) {
    Map<String, @Nullable String> body = new LinkedHashMap<>();
    PARTS.forEach(part -> body.put(part, error.part(part)));
    send(response, status, Json.MAPPER.writeValueAsBytes(body));
  }

  /// An error that is not Postgres'.
  static void problem(ServerResponse response, int status, String message) {
    problem(response, status, new PostgresError(Map.of("message", message)));
  }
}
