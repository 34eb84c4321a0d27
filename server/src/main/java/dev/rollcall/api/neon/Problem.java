package dev.rollcall.api.neon;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestId;
import dev.rollcall.http.RequestRefusedException;
import io.helidon.webserver.http.ServerRequest;

/// Errors in Neon's shape.
final class Problem {
  private Problem() {}

  static JsonAnswer of(ServerRequest request, ErrorCode code, String message) {
    return JsonAnswer.problem(code.status, code.wireName(), message, RequestId.of(request));
  }

  static RequestRefusedException refusal(ServerRequest request, ErrorCode code, String message) {
    return new RequestRefusedException(of(request, code, message));
  }
}
