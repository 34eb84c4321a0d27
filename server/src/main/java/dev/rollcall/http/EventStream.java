package dev.rollcall.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Server-sent events to one client. What is written is on its way when [#send] returns: a client
/// that does not read makes the writer wait, and is cut off when that takes too long.
public final class EventStream implements AutoCloseable {
  private static final long NOBODY = 0;

  private final OutputStream out;
  private final Thread writer = Thread.currentThread();
  private final Thread watch;
  private volatile long writesSince = NOBODY;

  /// Begins the answer.
  ///
  /// @param patience how long one write may take
  public EventStream(ServerResponse response, Duration patience) {
    response.header(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    response.header(HeaderNames.create("x-content-type-options"), "nosniff");
    // nginx would collect what is to arrive at once.
    response.header(HeaderNames.create("x-accel-buffering"), "no");
    response.header(HeaderNames.CONNECTION, "close");
    this.out = response.outputStream();
    this.watch = Thread.ofVirtual().name("slow reader").start(() -> watch(patience));
  }

  /// One event, as text.
  ///
  /// @param id where the client goes on when it comes again; null for none
  /// @param name its kind; null for one that only says where to go on
  public static String event(@Nullable String id, @Nullable String name, @Nullable String data) {
    StringBuilder text = new StringBuilder();
    field(text, "id", id);
    field(text, "event", name);
    field(text, "data", data);
    return text.append('\n').toString();
  }

  /// What clients pass over.
  public static String comment() {
    return ":\n\n";
  }

  private static void field(StringBuilder text, String name, @Nullable String value) {
    if (value != null) {
      text.append(name).append(": ").append(value).append('\n');
    }
  }

  /// Sends what [#event] and [#comment] made.
  ///
  /// @throws UncheckedIOException if the client is gone, or does not read
  public void send(String text) {
    writesSince = Math.max(1, System.nanoTime());
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    } finally {
      writesSince = NOBODY;
    }
  }

  /// Interrupting a virtual thread that writes to a socket closes the socket.
  private void watch(Duration patience) {
    try {
      while (true) {
        Thread.sleep(patience.dividedBy(4));
        long since = writesSince;
        if (since != NOBODY && System.nanoTime() - since > patience.toNanos()) {
          writer.interrupt();
          return;
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends the answer, as far as the client is there.
  @Override
  public void close() {
    watch.interrupt();
    try {
      out.close();
    } catch (IOException | UncheckedIOException gone) {
      // There is nobody whom it could be told.
    }
  }
}
