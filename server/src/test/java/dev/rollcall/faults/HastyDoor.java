package dev.rollcall.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/// What a webhook door must not be: it acknowledges first and stores afterwards, if it can.
final class HastyDoor implements AutoCloseable {
  private final URI server;
  private final HttpServer door;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong forgotten = new AtomicLong();

  HastyDoor(URI server) throws IOException {
    this.server = server;
    door = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    door.setExecutor(threads);
    door.createContext("/", this::take);
    door.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + door.getAddress().getPort());
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(exchange.getRequestURI()))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> {
          if (name.startsWith("Webhook")) {
            request.header(name, values.getFirst());
          }
        });
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
    try {
      if (client.send(request.build(), BodyHandlers.discarding()).statusCode() / 100 != 2) {
        forgotten.incrementAndGet();
      }
    } catch (IOException gone) {
      forgotten.incrementAndGet();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// How many it acknowledged and could not store.
  long forgotten() {
    return forgotten.get();
  }

  @Override
  public void close() {
    door.stop(0);
    threads.close();
    client.close();
  }
}
