package dev.rollcall.http;

import dev.rollcall.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Reads a request's body, up to a limit.
public final class RequestBody {
  private static final byte[] EMPTY_OBJECT = {123, 125};

  /// How much of a body that is too large is read and thrown away. Its sender is still writing, and
  /// would be cut off in the middle of it before it reads why it was refused.
  private static final int PATIENCE = 4 << 20;

  private RequestBody() {}

  /// The raw bytes.
  ///
  /// @param limit in bytes
  /// @throws RequestRefusedException with 413 if there are more
  public static byte[] bytes(ServerRequest request, int limit) {
    long announced =
        request.headers().first(HeaderNames.CONTENT_LENGTH).map(RequestBody::length).orElse(0L);
    if (announced > limit) {
      if (announced <= PATIENCE && !request.headers().contains(HeaderNames.EXPECT)) {
        discard(request);
      }
      throw tooLarge(request, limit);
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream body = request.content().inputStream()) {
      // To ask for more than there is makes room for it.
      byte[] bytes = body.readNBytes(announced > 0 ? (int) announced : limit + 1);
      if (bytes.length > limit) {
        body.skip(PATIENCE - limit);
        throw tooLarge(request, limit);
      }
      return bytes;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// The body as JSON of the type given; an empty body is an empty object.
  ///
  /// @throws RequestRefusedException with 400 if it is not that
  public static <T> T json(ServerRequest request, int limit, Class<T> type) {
    byte[] bytes = bytes(request, limit);
    try {
      @Nullable T value = Json.MAPPER.readValue(bytes.length == 0 ? EMPTY_OBJECT : bytes, type);
      if (value == null) {
        throw notExpected(request, "it is null");
      }
      return value;
    } catch (JacksonException unreadable) {
      throw notExpected(request, unreadable.getOriginalMessage().lines().findFirst().orElse(""));
    }
  }

  private static void discard(ServerRequest request) {
    try (InputStream body = request.content().inputStream()) {
      body.skip(PATIENCE);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static RequestRefusedException notExpected(ServerRequest request, String why) {
    return new RequestRefusedException(
        JsonAnswer.problem(
            400,
            "invalid_body",
            "The body is not the JSON that is expected here: " + why,
            RequestId.of(request)));
  }

  private static long length(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notANumber) {
      return Long.MAX_VALUE;
    }
  }

  private static RequestRefusedException tooLarge(ServerRequest request, int limit) {
    return new RequestRefusedException(
        JsonAnswer.problem(
                413,
                "body_too_large",
                "The body is larger than " + limit + " bytes, which is the limit here.",
                RequestId.of(request))
            .withHeader("connection", "close"));
  }
}
