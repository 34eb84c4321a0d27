package dev.rollcall.api.stack;

import java.util.List;
import java.util.Map;

/// What a route answers. The door adds what every answer of the protocol carries.
public sealed interface StackAnswer
    permits KnownError, DetailedError, JsonBody, PlainText, Redirect, TryLater {
  int status();

  /// 200 with a body of JSON: a map, a list, a tree.
  static JsonBody ok(Object body) {
    return new JsonBody(200, body, List.of());
  }

  /// 201, which is what a create answers.
  static JsonBody created(Object body) {
    return new JsonBody(201, body, List.of());
  }

  /// `{"success":true}`, which is what a delete answers.
  static JsonBody success() {
    return ok(Map.of("success", true));
  }

  /// An error that has no code; the SDKs show its text.
  static PlainText plainError(int status, String text) {
    return new PlainText(status, text);
  }

  /// This answer as an exception, for use deep in a route.
  default StackRefusedException refused() {
    return new StackRefusedException(this);
  }
}
