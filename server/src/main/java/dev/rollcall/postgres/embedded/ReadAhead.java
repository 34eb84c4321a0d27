package dev.rollcall.postgres.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// Reads a stream on a thread of its own, some chunks ahead: unpacking keeps one core busy while
/// the other one writes the files.
final class ReadAhead extends InputStream {
  private static final int CHUNK = 256 << 10;
  private static final int CHUNKS_AHEAD = 32;

  private final InputStream source;
  private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(CHUNKS_AHEAD);
  private final Thread reader;
  private byte[] chunk = {};
  private int at;
  private boolean ended;

  /// @param failure why there is no more; null for an ordinary chunk, of which an empty one is the
  ///   end
  private record Chunk(byte[] bytes, @Nullable IOException failure) {}

  /// Closes `source` when it is closed itself.
  ReadAhead(InputStream source) {
    this.source = source;
    this.reader = Thread.ofPlatform().daemon().name("read ahead").start(this::readAll);
  }

  @Override
  public int read() throws IOException {
    return fill() ? chunk[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
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

  @Override
  public void close() throws IOException {
    reader.interrupt();
    try {
      reader.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    source.close();
  }

  private boolean fill() throws IOException {
    if (at < chunk.length) {
      return true;
    }
    if (ended) {
      return false;
    }
    try {
      Chunk next = chunks.take();
      IOException failure = next.failure();
      if (failure != null) {
        throw new IOException(failure.getMessage(), failure);
      }
      chunk = next.bytes();
      at = 0;
      ended = chunk.length == 0;
      return !ended;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("Unpacking was interrupted", interrupted);
    }
  }

  private void readAll() {
    try {
      byte[] bytes;
      do {
        bytes = read(source);
        chunks.put(new Chunk(bytes, null));
      } while (bytes.length > 0);
    } catch (IOException failure) {
      chunks.clear();
      chunks.add(new Chunk(new byte[0], failure));
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] read(InputStream source) throws IOException {
    byte[] bytes = new byte[CHUNK];
    int count = source.readNBytes(bytes, 0, CHUNK);
    return count == CHUNK ? bytes : Arrays.copyOf(bytes, count);
  }
}
