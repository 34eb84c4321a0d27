package dev.rollcall.api.neon;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads server-sent events from a socket of its own, as slowly as a test wants, and remembers
/// where it was, as a browser does.
final class EventReader implements AutoCloseable {
  private final int port;
  private final List<String> users = new ArrayList<>();
  private @Nullable String last;
  private @Nullable Socket socket;
  private @Nullable BufferedReader lines;

  EventReader(int port) {
    this.port = port;
  }

  private EventReader(int port, EventReader before) {
    this.port = port;
    this.last = before.last;
    this.users.addAll(before.users);
  }

  /// The same reader at another server.
  EventReader at(int other) {
    return new EventReader(other, this);
  }

  /// Whose changes came, whole ones only.
  List<String> users() {
    return users;
  }

  @Nullable String last() {
    return last;
  }

  /// Asks, and returns when the answer has begun.
  ///
  /// @return the status line
  String connect() throws IOException {
    close();
    Socket fresh = new Socket();
    fresh.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
    fresh.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    fresh.setSoTimeout(20_000);
    String go = last == null ? "" : "last-event-id: " + last + "\r\n";
    fresh
        .getOutputStream()
        .write(
            ("GET /changes HTTP/1.1\r\nhost: here\r\n" + go + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    socket = fresh;
    InputStream answer = new BufferedInputStream(fresh.getInputStream(), 1024);
    String status = line(answer);
    String header = status;
    while (!header.isEmpty()) {
      header = line(answer);
    }
    lines = new BufferedReader(new InputStreamReader(new Chunks(answer), StandardCharsets.UTF_8));
    return status;
  }

  /// Reads until so many changes came in all, or the server ends the stream.
  void read(int upTo) throws IOException {
    BufferedReader answer = lines;
    if (answer == null) {
      throw new IOException("not connected");
    }
    String id = null;
    String user = null;
    while (users.size() < upTo) {
      String line = answer.readLine();
      if (line == null) {
        return;
      }
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("data: ")) {
        user = line.replaceAll(".*\"user_id\":\"([^\"]*)\".*", "$1");
      } else if (line.isEmpty() && id != null) {
        // The event is whole now.
        last = id;
        if (user != null) {
          users.add(user);
        }
        id = null;
        user = null;
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /// A body in chunks (RFC 9112, 7.1).
  private static final class Chunks extends InputStream {
    private final InputStream in;
    private int left;
    private boolean ended;

    Chunks(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0 && !ended) {
        String size = line(in);
        left = size.isEmpty() ? 0 : Integer.parseInt(size, 16);
        ended = left == 0;
      }
      if (ended) {
        return -1;
      }
      int count = in.read(target, offset, Math.min(length, left));
      ended = count < 0;
      left -= Math.max(count, 0);
      if (left == 0 && !ended) {
        line(in);
      }
      return count;
    }
  }

  @Override
  public void close() throws IOException {
    Socket open = socket;
    if (open != null) {
      open.close();
    }
  }
}
