package dev.rollcall.jdbc;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Fetches a key set over HTTPS: ten seconds, 64 KB, no redirects. The address is the operator's,
/// so private ones are allowed; plain HTTP only on the same machine.
public final class HttpKeySet implements KeySetFetch {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration WHOLE = Duration.ofSeconds(10);

  private final HttpClient client;
  private final URI address;
  private final Duration whole;

  public HttpKeySet(URI address) {
    this(address, WHOLE);
  }

  HttpKeySet(URI address, Duration whole) {
    String host = address.getHost();
    boolean allowed =
        host != null
            && address.getUserInfo() == null
            && ("https".equals(address.getScheme())
                || ("http".equals(address.getScheme()) && LOOPBACK.contains(host)));
    if (!allowed) {
      // Not the whole address: it may hold a password.
      throw new IllegalArgumentException(
          "Not the address of a key set: '"
              + address.getScheme()
              + "://"
              + host
              + "' (expected https://..., without a user; http:// only for localhost)");
    }
    this.address = address;
    this.whole = whole;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public byte[] fetch() throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            HttpRequest.newBuilder(address)
                .header("Accept", "application/json, application/jwk-set+json")
                .build(),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), KeySet.LARGEST));
    try {
      // A limit of the request's own would end with the headers.
      HttpResponse<byte[]> response = answer.get(whole.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException(address + " answered " + response.statusCode());
      }
      return response.body();
    } catch (TimeoutException late) {
      throw new InterruptedIOException(address + " took longer than " + whole);
    } catch (ExecutionException failed) {
      throw new IOException(address + ": " + failed.getCause(), failed.getCause());
    } finally {
      answer.cancel(true);
    }
  }
}
