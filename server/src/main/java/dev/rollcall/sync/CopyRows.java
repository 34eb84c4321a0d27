package dev.rollcall.sync;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;

/// Rows in COPY's text format, written while Postgres reads them: it works on one chunk while the
/// next is made.
final class CopyRows<T> extends InputStream {
  private static final int CHUNK = 64 << 10;

  private final Iterator<T> items;
  private final BiConsumer<StringBuilder, T> row;
  private final StringBuilder text = new StringBuilder(CHUNK + 8_192);
  private byte[] chunk = {};
  private int at;

  CopyRows(List<T> items, BiConsumer<StringBuilder, T> row) {
    this.items = items.iterator();
    this.row = row;
  }

  @Override
  public int read() {
    return fill() ? chunk[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, chunk.length - at);
    System.arraycopy(chunk, at, target, offset, count);
    at += count;
    return count;
  }

  private boolean fill() {
    if (at < chunk.length) {
      return true;
    }
    text.setLength(0);
    while (items.hasNext() && text.length() < CHUNK) {
      row.accept(text, items.next());
    }
    chunk = text.toString().getBytes(StandardCharsets.UTF_8);
    at = 0;
    return chunk.length > 0;
  }

  /// Escapes as COPY's text format asks for (the manual, COPY, File Formats).
  static void escape(StringBuilder row, String text) {
    int copied = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char letter =
          switch (c) {
            case '\\' -> '\\';
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\t' -> 't';
            default -> 0;
          };
      if (letter != 0) {
        row.append(text, copied, i).append('\\').append(letter);
        copied = i + 1;
      }
    }
    row.append(text, copied, text.length());
  }
}
