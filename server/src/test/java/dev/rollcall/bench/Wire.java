package dev.rollcall.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One connection over which requests go that were made before, one after the other.
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)\r\n");

  private final Socket socket;
  private final InputStream in;
  private final byte[] answer = new byte[16_384];

  Wire(int port) throws IOException {
    socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = socket.getInputStream();
  }

  /// Fails unless the answer is a 2xx.
  void send(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    int read = 0;
    int whole = Integer.MAX_VALUE;
    while (read < whole) {
      int more = in.read(answer, read, answer.length - read);
      if (more < 0) {
        throw new EOFException("The server ended the connection");
      }
      read += more;
      if (whole == Integer.MAX_VALUE) {
        whole = length(read);
      }
    }
    if (answer[9] != '2') {
      throw new IOException(new String(answer, 0, read, US_ASCII));
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /// Of head and body; as long as the head has not ended, more than there can be.
  private int length(int read) throws IOException {
    String text = new String(answer, 0, read, US_ASCII);
    int head = text.indexOf("\r\n\r\n");
    if (head < 0) {
      return Integer.MAX_VALUE;
    }
    Matcher length = LENGTH.matcher(text.substring(0, head + 2).toLowerCase(Locale.ROOT));
    if (length.find()) {
      return head + 4 + Integer.parseInt(length.group(1));
    }
    if (text.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked")) {
      // An answer of this size comes in one piece, which ends with the last chunk.
      return text.endsWith("0\r\n\r\n") ? read : Integer.MAX_VALUE;
    }
    throw new IOException("An answer without a length: " + text);
  }
}
