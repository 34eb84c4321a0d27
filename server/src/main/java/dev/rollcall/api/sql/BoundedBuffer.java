package dev.rollcall.api.sql;

import java.io.OutputStream;
import java.util.Arrays;

/// Keeps bytes up to a limit, and drops what is beyond it.
final class BoundedBuffer extends OutputStream {
  private final int limit;
  private byte[] bytes = new byte[1 << 10];
  private int length;
  private boolean full;

  BoundedBuffer(int limit) {
    this.limit = limit;
  }

  @Override
  public void write(int one) {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] more, int from, int count) {
    if (full || count > limit - length) {
      full = true;
      return;
    }
    if (count > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.clamp(bytes.length * 2L, length + count, limit));
    }
    System.arraycopy(more, from, bytes, length, count);
    length += count;
  }

  /// Negative when something was dropped.
  int room() {
    return full ? -1 : limit - length;
  }

  byte[] all() {
    return Arrays.copyOf(bytes, length);
  }
}
