package dev.rollcall.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  @Test
  void what_comes_out_is_what_went_in() throws IOException {
    byte[] bytes = new byte[20_000_001];
    new Random(5).nextBytes(bytes);

    try (InputStream ahead = new ReadAhead(new ByteArrayInputStream(bytes))) {
      assertThat(ahead.readAllBytes()).isEqualTo(bytes);
      assertThat(ahead.read()).isEqualTo(-1);
    }
  }

  @Test
  void a_stream_that_breaks_is_not_taken_for_one_that_ends() throws IOException {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the archive is damaged");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }
        };

    try (InputStream ahead =
        new ReadAhead(new SequenceInputStream(new ByteArrayInputStream(new byte[10]), broken))) {
      assertThatThrownBy(ahead::readAllBytes).hasMessage("the archive is damaged");
    }
  }

  @Test
  void one_that_is_closed_early_leaves_no_thread_behind() throws IOException {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 1;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            target[offset] = 1;
            return 1;
          }
        };
    InputStream ahead = new ReadAhead(endless);
    assertThat(ahead.read()).isEqualTo(1);

    ahead.close();

    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("read ahead") && thread.isAlive());
  }
}
