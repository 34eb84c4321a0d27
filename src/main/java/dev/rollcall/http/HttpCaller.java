package dev.rollcall.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/// Requests to others, under the egress guard: no redirects, bounded time and size, and no address
/// that [EgressGuard] refuses. Safe for use by many threads.
public final class HttpCaller {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration WHOLE = Duration.ofSeconds(30);

  /// The largest answer taken, in bytes: a full page of 500 users with room to spare.
  private static final int MAX_ANSWER = 64 << 20;

  private final HttpClient client;
  private final EgressGuard guard;
  private final InstantSource clock;

  public HttpCaller(EgressGuard guard, InstantSource clock) {
    this.guard = guard;
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  public HttpAnswer get(URI url, Map<String, String> headers) throws HttpFailure {
    return send(HttpRequest.newBuilder(url).GET(), url, headers);
  }

  /// Sends `body` with the method and content type given.
  public HttpAnswer send(
      String method, URI url, Map<String, String> headers, String contentType, byte[] body)
      throws HttpFailure {
    return send(
        HttpRequest.newBuilder(url)
            .header("content-type", contentType)
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body)),
        url,
        headers);
  }

  /// @throws HttpFailure if no answer came: refused by the guard, not resolved, not connected,
  ///   timed out, cut short or too large
  private HttpAnswer send(HttpRequest.Builder request, URI url, Map<String, String> headers)
      throws HttpFailure {
    guard.check(url);
    headers.forEach(request::header);
    request.timeout(WHOLE);
    Instant sent = clock.instant();
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      Instant received = clock.instant();
      try (InputStream body = response.body()) {
        byte[] bytes = body.readNBytes(MAX_ANSWER + 1);
        if (bytes.length > MAX_ANSWER) {
          throw new HttpFailure(url, "the answer is larger than " + MAX_ANSWER + " bytes");
        }
        return new HttpAnswer(response.statusCode(), response.headers(), bytes, sent, received);
      }
    } catch (IOException failure) {
      throw new HttpFailure(url, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new HttpFailure(url, "the request was interrupted");
    }
  }
}
