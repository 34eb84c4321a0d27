package dev.rollcall.http;

import dev.rollcall.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Reads a request's body, up to a limit.
public final class RequestBody {
  private static final byte[] EMPTY_OBJECT = {123, 125};

  /// How much of a body that is refused is read and thrown away. Its sender is still writing, and
  /// would be cut off in the middle of it before it reads why it was refused.
  private static final int PATIENCE = 4 << 20;

  private RequestBody() {}

  /// The raw bytes.
  ///
  /// @param limit in bytes
  /// @throws RequestRefusedException with 413 if there are more; with 503 if so many large bodies
  ///   are being read that there is no room for another
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
      byte[] bytes = read(request, body, announced > 0 ? (int) announced : limit + 1);
      if (bytes.length > limit) {
        body.skip(PATIENCE - limit);
        throw tooLarge(request, limit);
      }
      return bytes;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static byte[] read(ServerRequest request, InputStream body, int most) throws IOException {
    byte[] first = body.readNBytes(Math.min(most, BodyMemory.NOT_COUNTED));
    if (first.length < BodyMemory.NOT_COUNTED) {
      return first;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream(2 * first.length);
    for (byte[] part = first; part.length > 0; ) {
      all.writeBytes(part);
      part = body.readNBytes(Math.min(most - all.size(), BodyMemory.NOT_COUNTED));
      if (!BodyMemory.take(part.length)) {
        body.skip(PATIENCE);
        throw tooMany(request);
      }
    }
    return all.toByteArray();
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

  private static RequestRefusedException tooMany(ServerRequest request) {
    return new RequestRefusedException(
        JsonAnswer.problem(
                503,
                "too_many_bodies",
                "Too many large bodies are being received at once. Send it again in a moment.",
                RequestId.of(request))
            .withHeader("retry-after", "1")
            .withHeader("connection", "close"));
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
