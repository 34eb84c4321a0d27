package dev.rollcall.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A mail server that behaves as badly as the test wants: it writes down what it hears, and answers
/// as usual unless it was told otherwise.
final class FakeSmtpServer implements AutoCloseable {
  /// An answer that never ends.
  static final String ENDLESS = "250-and so on";

  private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> offered;
  private final @Nullable SSLContext tls;
  private final boolean fromTheFirstByte;

  private FakeSmtpServer(List<String> offered, @Nullable SSLContext tls, boolean fromTheFirstByte)
      throws IOException {
    this.offered = offered;
    this.tls = tls;
    this.fromTheFirstByte = fromTheFirstByte;
    Thread.ofVirtual().start(this::accept);
  }

  static FakeSmtpServer offering(String... extensions) throws IOException {
    return new FakeSmtpServer(List.of(extensions), null, false);
  }

  static FakeSmtpServer withStartTls(SSLContext tls) throws IOException {
    return new FakeSmtpServer(List.of("STARTTLS", "AUTH PLAIN"), tls, false);
  }

  static FakeSmtpServer withImplicitTls(SSLContext tls) throws IOException {
    return new FakeSmtpServer(List.of("AUTH PLAIN"), tls, true);
  }

  /// Answers lines that begin with `command` in another way; `""` is silence. The first line is
  /// heard as `HELLO`, the end of the mail as `.`
  FakeSmtpServer answer(String command, String answer) {
    answers.put(command, answer);
    return this;
  }

  int port() {
    return listening.getLocalPort();
  }

  /// What was heard, `TLS` where encryption began.
  List<String> heard() {
    return heard;
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> talk(socket));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void talk(Socket plain) {
    try {
      Socket socket = fromTheFirstByte ? secure(plain) : plain;
      say(socket, answers.getOrDefault("HELLO", "220 ready"));
      while (!converse(socket)) {
        say(socket, "220 go ahead");
        socket = secure(socket);
      }
    } catch (IOException | UncheckedIOException _) {
      // The other side has gone.
    }
  }

  /// True when the conversation is over, false where TLS begins.
  private boolean converse(Socket socket) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    boolean data = false;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      heard.add(line);
      if (line.equals("STARTTLS")) {
        return false;
      }
      if (!data || line.equals(".")) {
        data = line.equals("DATA");
        say(socket, answer(line));
      }
    }
    return true;
  }

  private String answer(String line) {
    for (Map.Entry<String, String> told : answers.entrySet()) {
      if (line.startsWith(told.getKey())) {
        return told.getValue();
      }
    }
    if (line.startsWith("EHLO")) {
      StringBuilder all = new StringBuilder("250-localhost\r\n");
      offered.forEach(extension -> all.append("250-").append(extension).append("\r\n"));
      return all + "250 HELP";
    }
    return line.startsWith("AUTH") ? "235 welcome" : line.equals("DATA") ? "354 go" : "250 ok";
  }

  private Socket secure(Socket plain) throws IOException {
    SSLContext context = tls;
    if (context == null) {
      throw new IOException("no TLS here");
    }
    SSLSocket secure =
        (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port(), true);
    secure.setUseClientMode(false);
    secure.startHandshake();
    heard.add("TLS");
    return secure;
  }

  private static void say(Socket socket, String answer) throws IOException {
    if (!answer.isEmpty()) {
      OutputStream out = socket.getOutputStream();
      do {
        out.write((answer + "\r\n").getBytes(UTF_8));
        out.flush();
      } while (answer.equals(ENDLESS));
    }
  }
}
