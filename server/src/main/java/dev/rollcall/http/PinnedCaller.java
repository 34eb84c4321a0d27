package dev.rollcall.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Calls URLs that others set. Addresses are checked as they are resolved, and the connection goes
/// to the very address that was checked, under the host's name for TLS: a name that means another
/// address a moment later gains nothing. No redirects, no proxy, no cookies, no repeats; bounded
/// time; of an answer no more is read than is wanted. Safe for use by many threads.
public final class PinnedCaller implements AutoCloseable {
  /// How long a request may take where nothing else is said.
  public static final Duration WHOLE = Duration.ofSeconds(15);

  /// How much of the answer to a post is read, in bytes.
  public static final int EXCERPT = 1_024;

  private static final Timeout CONNECT = Timeout.ofSeconds(5);

  /// So many addresses of a name are tried at most.
  private static final int ADDRESSES = 4;

  private static final int CONNECTIONS_PER_HOST = 64;
  private static final int CONNECTIONS = 1_024;

  private final EgressGuard guard;
  private final InstantSource clock;
  private final Duration whole;
  private final Names names;
  private @Nullable CloseableHttpClient client;

  public PinnedCaller(EgressGuard guard, InstantSource clock) {
    this(guard, clock, WHOLE);
  }

  /// @param whole how long a request may take, to the last byte of its answer that is read
  public PinnedCaller(EgressGuard guard, InstantSource clock, Duration whole) {
    this(guard, clock, InetAddress::getAllByName, whole);
  }

  PinnedCaller(EgressGuard guard, InstantSource clock, Names names, Duration whole) {
    this.guard = guard;
    this.clock = clock;
    this.whole = whole;
    this.names = names;
  }

  /// Which addresses a name means at the moment.
  @FunctionalInterface
  interface Names {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /// Posts JSON.
  ///
  /// @throws HttpFailure if no answer came: refused by the guard, not resolved, not connected or
  ///   timed out
  public HttpAnswer post(URI url, Map<String, String> headers, byte[] json) throws HttpFailure {
    guard.checkForm(url);
    HttpPost request = new HttpPost(url);
    headers.forEach(request::setHeader);
    request.setHeader("content-type", "application/json");
    request.setEntity(new ByteArrayEntity(json, null));
    HttpAnswer answer = call(url, request, EXCERPT + 1);
    byte[] body = answer.body();
    return body.length <= EXCERPT
        ? answer
        : new HttpAnswer(
            answer.status(),
            answer.headers(),
            Arrays.copyOf(body, EXCERPT),
            answer.sentAt(),
            answer.receivedAt());
  }

  /// Gets what is there.
  ///
  /// @param most how large the answer may be, in bytes
  /// @throws HttpFailure as with a post, and if the answer is larger
  public HttpAnswer get(URI url, Map<String, String> headers, int most) throws HttpFailure {
    guard.checkForm(url);
    HttpGet request = new HttpGet(url);
    headers.forEach(request::setHeader);
    HttpAnswer answer = call(url, request, most + 1);
    if (answer.body().length > most) {
      throw new HttpFailure(url, "the answer is larger than " + most + " bytes");
    }
    return answer;
  }

  /// @param most how much of the body is read
  private HttpAnswer call(URI url, HttpUriRequestBase request, int most) throws HttpFailure {
    FutureTask<HttpAnswer> task = new FutureTask<>(() -> exchange(request, most));
    Thread.ofVirtual().name("call").start(task);
    try {
      return task.get(whole.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      throw switch (failure.getCause()) {
        case EgressGuard.AddressRefusedException refused ->
            new HttpFailure(url, String.valueOf(refused.getMessage()));
        case UnknownHostException _ ->
            new HttpFailure(url, "the host's name could not be resolved");
        case IOException broken -> new HttpFailure(url, broken);
        case null, default -> new HttpFailure(url, "the request failed: " + failure.getCause());
      };
    } catch (TimeoutException timeout) {
      request.cancel();
      throw new HttpFailure(url, "no answer came within " + whole);
    } catch (InterruptedException interrupted) {
      request.cancel();
      Thread.currentThread().interrupt();
      throw new HttpFailure(url, "the request was interrupted");
    }
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close(CloseMode.IMMEDIATE);
    }
  }

  /// Made at its first use: it takes a while, and most projects never need it.
  private synchronized CloseableHttpClient client() {
    if (client == null) {
      client = newClient();
    }
    return client;
  }

  private CloseableHttpClient newClient() {
    Timeout silence = Timeout.of(whole);
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new CheckedNames(guard, names))
                .setMaxConnPerRoute(CONNECTIONS_PER_HOST)
                .setMaxConnTotal(CONNECTIONS)
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setSocketTimeout(silence)
                        .build())
                .build())
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(silence)
                .setResponseTimeout(silence)
                .build())
        .setUserAgent("Rollcall")
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .build();
  }

  private HttpAnswer exchange(HttpUriRequestBase request, int most) throws IOException {
    Instant sent = clock.instant();
    try {
      ClassicHttpResponse response = client().executeOpen(null, request, null);
      Instant received = clock.instant();
      return new HttpAnswer(
          response.getCode(), headers(response), beginning(response, most), sent, received);
    } finally {
      // Ends the connection, unless the answer was read to its end and has given it back already.
      // Closing the response instead would read on to its end.
      request.cancel();
    }
  }

  private static byte[] beginning(ClassicHttpResponse response, int most) throws IOException {
    HttpEntity entity = response.getEntity();
    return entity == null ? new byte[0] : entity.getContent().readNBytes(most);
  }

  private static HttpHeaders headers(ClassicHttpResponse response) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (Header header : response.getHeaders()) {
      all.computeIfAbsent(header.getName(), _ -> new ArrayList<>()).add(header.getValue());
    }
    return HttpHeaders.of(all, (_, _) -> true);
  }

  private record CheckedNames(EgressGuard guard, Names names) implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      InetAddress[] addresses = names.addresses(host);
      guard.check(addresses);
      return addresses.length <= ADDRESSES ? addresses : Arrays.copyOf(addresses, ADDRESSES);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
