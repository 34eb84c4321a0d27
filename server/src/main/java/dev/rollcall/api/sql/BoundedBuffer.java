package dev.rollcall.api.sql;

import java.io.ByteArrayOutputStream;

/// Keeps bytes up to a limit, and drops what is beyond it.
final class BoundedBuffer extends ByteArrayOutputStream {
  private final int limit;
  private long wanted;

  BoundedBuffer(int limit) {
    super(1 << 10);
    this.limit = limit;
  }

  @Override
  public void write(int one) {
    wanted++;
    if (wanted <= limit) {
      super.write(one);
    }
  }

  @Override
  public void write(byte[] bytes, int from, int count) {
    wanted += count;
    if (wanted <= limit) {
      super.write(bytes, from, count);
    }
  }

  /// Negative when something was dropped.
  long room() {
    return limit - wanted;
  }
}
