package dev.rollcall.postgres.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// Messages from Postgres, one after the other. Nothing is read beyond a message's end, and nothing
/// is kept that nobody asked for.
final class Incoming {
  private final InputStream stream;
  private final byte[] buffer = new byte[32 << 10];
  private int at;
  private int end;
  private long left;

  Incoming(InputStream stream) {
    this.stream = stream;
  }

  /// Goes to the next message and answers its type.
  char next() throws IOException {
    skipRest();
    left = 5;
    char type = (char) int8();
    left = int32() - 4L;
    if (left < 0) {
      throw new ProtocolException("A message of Postgres is shorter than itself");
    }
    return type;
  }

  int left() {
    return (int) left;
  }

  int int8() throws IOException {
    need(1);
    return buffer[at++] & 0xff;
  }

  int int16() throws IOException {
    return (short) (int8() << 8 | int8());
  }

  int int32() throws IOException {
    return int8() << 24 | int8() << 16 | int8() << 8 | int8();
  }

  /// So many bytes as text.
  String text(int length) throws IOException {
    if (length <= end - at && length <= left) {
      String text = new String(buffer, at, length, UTF_8);
      at += length;
      left -= length;
      return text;
    }
    return new String(bytes(length), UTF_8);
  }

  byte[] bytes(int length) throws IOException {
    if (length < 0 || length > left) {
      throw new ProtocolException("A message of Postgres is shorter than what is in it");
    }
    byte[] all = new byte[length];
    int have = 0;
    while (have < length) {
      if (at == end) {
        fill();
      }
      int now = Math.min(length - have, end - at);
      System.arraycopy(buffer, at, all, have, now);
      at += now;
      have += now;
    }
    left -= length;
    return all;
  }

  /// Text up to a zero byte, of which no more than so many bytes are kept.
  String textToZero(int keep) throws IOException {
    byte[] kept = new byte[64];
    int length = 0;
    while (true) {
      int one = int8();
      if (one == 0) {
        return new String(kept, 0, whole(kept, length, keep), UTF_8);
      }
      if (length < keep) {
        if (length == kept.length) {
          kept = Arrays.copyOf(kept, length * 2);
        }
        kept[length] = (byte) one;
      }
      length++;
    }
  }

  /// Where to cut so that no character is cut in two.
  private static int whole(byte[] text, int length, int keep) {
    if (length <= keep) {
      return length;
    }
    int cut = keep;
    while (cut > 0 && (text[cut - 1] & 0xc0) == 0x80) {
      cut--;
    }
    return cut > 0 && (text[cut - 1] & 0x80) != 0 ? cut - 1 : cut;
  }

  /// The rest of this message is of no interest.
  void skipRest() throws IOException {
    while (left > 0) {
      if (at == end) {
        fill();
      }
      int now = (int) Math.min(left, end - at);
      at += now;
      left -= now;
    }
  }

  private void need(int count) throws IOException {
    if (left < count) {
      throw new ProtocolException("A message of Postgres ended early");
    }
    if (at == end) {
      fill();
    }
    left -= count;
  }

  private void fill() throws IOException {
    int count = stream.read(buffer);
    if (count < 0) {
      throw new EOFException("Postgres closed the connection");
    }
    at = 0;
    end = count;
  }
}
