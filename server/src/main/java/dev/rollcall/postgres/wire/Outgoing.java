package dev.rollcall.postgres.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Messages to Postgres, put together before they are sent at once.
public final class Outgoing {
  private static final int PROTOCOL = 3 << 16;
  private static final int CANCEL = 1234 << 16 | 5678;

  private byte[] buffer = new byte[1 << 10];
  private int length;
  private int begun;
  private int replies;

  /// Statements of our own, which are one transaction and have no parameters. One reply.
  public Outgoing script(String sql) {
    replies++;
    return message('Q').text(sql).end();
  }

  /// A statement of our own ahead of a [#statement]: where it fails, Postgres passes over all up to
  /// that one's end. No reply of its own.
  public Outgoing ahead(String sql, List<@Nullable String> parameters) {
    parse(sql, parameters);
    return message('E').text("").int32(0).end();
  }

  /// One statement with its parameters, whose types Postgres decides. One reply.
  public Outgoing statement(String sql, List<@Nullable String> parameters) {
    replies++;
    parse(sql, parameters);
    message('D').int8('P').text("").end();
    message('E').text("").int32(0).end();
    return message('S').end();
  }

  private void parse(String sql, List<@Nullable String> parameters) {
    message('P').text("").text(sql).int16(0).end();
    message('B').text("").text("").int16(0).int16(parameters.size());
    for (String parameter : parameters) {
      if (parameter == null) {
        int32(-1);
      } else {
        byte[] bytes = parameter.getBytes(UTF_8);
        int32(bytes.length).bytes(bytes);
      }
    }
    int16(0).end();
  }

  Outgoing startup(Map<String, String> settings) {
    begun = length;
    int32(0).int32(PROTOCOL);
    settings.forEach((name, value) -> text(name).text(value));
    int8(0);
    return endFrom(begun);
  }

  Outgoing cancel(int backend, int key) {
    begun = length;
    int32(0).int32(CANCEL).int32(backend).int32(key);
    return endFrom(begun);
  }

  Outgoing password(String text) {
    return message('p').text(text).end();
  }

  Outgoing saslBegin(String mechanism, String first) {
    byte[] bytes = first.getBytes(UTF_8);
    return message('p').text(mechanism).int32(bytes.length).bytes(bytes).end();
  }

  Outgoing saslGoOn(String text) {
    return message('p').bytes(text.getBytes(UTF_8)).end();
  }

  /// How many replies there will be.
  int replies() {
    return replies;
  }

  byte[] all() {
    return Arrays.copyOf(buffer, length);
  }

  private Outgoing message(char type) {
    int8(type);
    begun = length;
    return int32(0);
  }

  private Outgoing end() {
    return endFrom(begun);
  }

  private Outgoing endFrom(int start) {
    int size = length - start;
    buffer[start] = (byte) (size >>> 24);
    buffer[start + 1] = (byte) (size >>> 16);
    buffer[start + 2] = (byte) (size >>> 8);
    buffer[start + 3] = (byte) size;
    return this;
  }

  private Outgoing int8(int value) {
    room(1);
    buffer[length++] = (byte) value;
    return this;
  }

  private Outgoing int16(int value) {
    return int8(value >>> 8).int8(value);
  }

  private Outgoing int32(int value) {
    return int16(value >>> 16).int16(value);
  }

  /// With a zero byte at its end, of which there must be none before.
  private Outgoing text(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("Postgres takes no text with a zero character");
    }
    return bytes(text.getBytes(UTF_8)).int8(0);
  }

  private Outgoing bytes(byte[] bytes) {
    room(bytes.length);
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
    return this;
  }

  private void room(int more) {
    if (buffer.length - length < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }
}
