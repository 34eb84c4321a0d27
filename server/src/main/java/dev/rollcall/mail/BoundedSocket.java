package dev.rollcall.mail;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/// A socket that ends a conversation in which the other side says too much: answers are gathered in
/// memory, and one need not have an end.
final class BoundedSocket extends Socket {
  private static final long MOST_BYTES = 256 << 10;

  @Override
  public InputStream getInputStream() throws IOException {
    return new Bounded(super.getInputStream());
  }

  private static final class Bounded extends FilterInputStream {
    private long heard;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count(read);
      return read;
    }

    private void count(int more) throws IOException {
      heard += Math.max(more, 0);
      if (heard > MOST_BYTES) {
        throw new IOException("The mail server said more than " + MOST_BYTES + " bytes");
      }
    }
  }
}
