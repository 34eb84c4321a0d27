package dev.rollcall.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients by the thousand that send a byte now and then, and bodies without an end.
@Tag("faults")
class HostileClientsTest {
  private static final int SLOW = Dose.of(1_000, 4_000);
  private static final int MEASURED = Dose.of(300, 3_000);
  private static final long MOST_KILOBYTES = 512 * 1_024;
  private static final Duration CALM = Duration.ofSeconds(60);

  /// What a machine that does other things, too, may add to a figure.
  private static final double NOISE_MILLIS = 25;

  private final Random chance = Dose.chance("HostileClientsTest");
  private final TrueProvider provider = new TrueProvider(50);
  private RunningServer server;
  private RollcallClient client;
  private int events;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    server = RunningServer.start(folder);
    client = server.client();
    client.connect(provider.url(), TrueProvider.KEY);
    p99();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    provider.close();
  }

  @Test
  void slow_clients_by_the_thousand_slow_nobody_else_down() throws Exception {
    double before = p99();
    Vitals calm = Vitals.of(server.pid());
    List<SocketChannel> slow = new ArrayList<>();
    try {
      for (int i = 0; i < SLOW; i++) {
        slow.add(open("POST /webhooks/default HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n"));
      }
      Thread drip = Thread.ofVirtual().start(() -> drip(slow));
      double during = p99();
      Vitals crowded = Vitals.of(server.pid());
      drip.interrupt();
      drip.join();

      System.out.printf(
          "%d slow clients: p99 %.1f ms before, %.1f ms during; %s before, %s during%n",
          SLOW, before, during, calm, crowded);
      assertThat(during).isLessThan(2 * before + NOISE_MILLIS);
      assertThat(crowded.resident()).isLessThan(MOST_KILOBYTES);
    } finally {
      for (SocketChannel channel : slow) {
        channel.close();
      }
    }
    await()
        .atMost(CALM)
        .untilAsserted(() -> {
          Vitals again = Vitals.of(server.pid());
          assertThat(again.files()).isLessThan(calm.files() + 20);
          assertThat(again.threads()).isLessThan(calm.threads() + 20);
        });
  }

  @Test
  void bodies_without_an_end_are_refused_and_take_no_memory() throws Exception {
    Vitals calm = Vitals.of(server.pid());
    for (int i = 0; i < Dose.of(5, 100); i++) {
      assertThat(announced(10L << 30)).as("ten gigabytes announced").contains("413");
      assertThat(chunked(64)).as("64 megabytes in chunks").matches("(?s).*413.*|cut off");
      assertThat(gzip(256)).as("256 megabytes in a small gzip").doesNotContain(" 200 ", " 204 ");
    }

    assertThat(client.deliver("after", provider.user("u00001").event())).isEqualTo(200);
    Vitals after = Vitals.of(server.pid());
    System.out.printf("body bombs: %s before, %s after%n", calm, after);
    assertThat(after.resident()).isLessThan(MOST_KILOBYTES);
    assertThat(after.files()).isLessThan(calm.files() + 20);
  }

  /// Of good deliveries, one after the other.
  private double p99() {
    double[] millis = new double[MEASURED];
    for (int i = 0; i < MEASURED; i++) {
      TrueUser changed = provider.change("u%05d".formatted(chance.nextInt(50)), chance);
      long from = System.nanoTime();
      assertThat(client.deliver("p" + events++, changed.event())).isEqualTo(200);
      millis[i] = (System.nanoTime() - from) / 1e6;
    }
    Arrays.sort(millis);
    return millis[(int) (MEASURED * 0.99) - 1];
  }

  private SocketChannel open(String beginning) throws IOException {
    SocketChannel channel = SocketChannel.open(address());
    channel.write(ByteBuffer.wrap(beginning.getBytes(US_ASCII)));
    return channel;
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), server.url().getPort());
  }

  /// A byte each, once a second.
  private static void drip(List<SocketChannel> channels) {
    try {
      while (true) {
        Thread.sleep(1_000);
        for (SocketChannel channel : channels) {
          try {
            channel.write(ByteBuffer.wrap("x".getBytes(US_ASCII)));
          } catch (IOException closed) {
            // The server has had enough of it, which is its right.
          }
        }
      }
    } catch (InterruptedException enough) {
      Thread.currentThread().interrupt();
    }
  }

  private String announced(long length) throws IOException {
    return answer("content-length: " + length, new byte[1_000]);
  }

  private String chunked(int megabytes) throws IOException {
    byte[] chunk = new byte[1 << 20];
    Arrays.fill(chunk, (byte) 'x');
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes("100000\r\n".getBytes(US_ASCII));
    all.writeBytes(chunk);
    all.writeBytes("\r\n".getBytes(US_ASCII));
    byte[][] parts = new byte[megabytes][];
    Arrays.fill(parts, all.toByteArray());
    return answer("transfer-encoding: chunked", parts);
  }

  private String gzip(int megabytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      for (int i = 0; i < megabytes; i++) {
        gzip.write(new byte[1 << 20]);
      }
    }
    return answer(
        "content-encoding: gzip\r\ncontent-length: " + packed.size(), packed.toByteArray());
  }

  private String answer(String header, byte[]... parts) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address());
      socket.setSoTimeout(10_000);
      Thread.ofVirtual().start(() -> write(socket, header, parts));
      byte[] buffer = new byte[500];
      int n = socket.getInputStream().read(buffer);
      return n < 0 ? "cut off" : new String(buffer, 0, n, US_ASCII);
    } catch (java.net.SocketException reset) {
      return "cut off";
    }
  }

  private static void write(Socket socket, String header, byte[]... parts) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST /webhooks/default HTTP/1.1\r\nhost: x\r\n" + header + "\r\n\r\n")
              .getBytes(US_ASCII));
      for (byte[] part : parts) {
        out.write(part);
      }
    } catch (IOException refused) {
      // Refused before the end, as it should be.
    }
  }
}
