package dev.rollcall.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

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
  private final Duration whole;
  private final CallWatch watch;

  public HttpCaller(EgressGuard guard, InstantSource clock) {
    this(guard, clock, WHOLE);
  }

  /// @param whole how long a request may take, to the last byte of its answer
  HttpCaller(EgressGuard guard, InstantSource clock, Duration whole) {
    this(
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build(),
        guard,
        clock,
        whole,
        CallWatch.NOBODY);
  }

  private HttpCaller(
      HttpClient client, EgressGuard guard, InstantSource clock, Duration whole, CallWatch watch) {
    this.client = client;
    this.guard = guard;
    this.clock = clock;
    this.whole = whole;
    this.watch = watch;
  }

  /// The same over the same connections, with its requests watched.
  public HttpCaller watchedBy(CallWatch watcher) {
    return new HttpCaller(client, guard, clock, whole, watcher);
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
    long began = System.nanoTime();
    try {
      HttpAnswer answer = exchange(request, url, headers);
      watch.answered(answer, Duration.ofNanos(System.nanoTime() - began));
      return answer;
    } catch (HttpFailure failure) {
      watch.failed(Duration.ofNanos(System.nanoTime() - began));
      throw failure;
    }
  }

  private HttpAnswer exchange(HttpRequest.Builder request, URI url, Map<String, String> headers)
      throws HttpFailure {
    guard.check(url);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      add(request, url, header.getKey(), header.getValue());
    }
    Instant sent = clock.instant();
    AtomicReference<Instant> received = new AtomicReference<>(sent);
    // The client's own time-out ends with the answer's headers; ours with its last byte.
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request.build(),
            _ -> {
              received.set(clock.instant());
              return BodySubscribers.limiting(BodySubscribers.ofByteArray(), MAX_ANSWER);
            });
    try {
      HttpResponse<byte[]> response = answer.get(whole.toMillis(), TimeUnit.MILLISECONDS);
      return new HttpAnswer(
          response.statusCode(), response.headers(), response.body(), sent, received.get());
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof IOException cause
          ? new HttpFailure(url, cause)
          : new HttpFailure(url, "the request failed: " + failure.getCause());
    } catch (TimeoutException timeout) {
      answer.cancel(true);
      throw new HttpFailure(url, "no whole answer came within " + whole);
    } catch (InterruptedException interrupted) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new HttpFailure(url, "the request was interrupted");
    }
  }

  /// The value may be a key, so a refusal does not quote it.
  private static void add(HttpRequest.Builder request, URI url, String name, String value)
      throws HttpFailure {
    try {
      request.header(name, value);
    } catch (IllegalArgumentException notAHeader) {
      throw new HttpFailure(url, "the header '" + name + "' holds characters that none may hold");
    }
  }
}
