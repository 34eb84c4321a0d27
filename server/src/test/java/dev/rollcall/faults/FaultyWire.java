package dev.rollcall.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A TCP proxy that does to connections what networks do.
final class FaultyWire implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final Random chance;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger cut = new AtomicInteger();
  private volatile State state = State.WELL;
  private volatile Duration delay = Duration.ZERO;
  private volatile int cutsPerHundredCommits;

  /// What the wire does with bytes.
  private enum State {
    WELL,
    /// Everything stays open, and nothing arrives: a partition, or the other end is gone.
    SILENT,
    /// New connections are reset.
    REFUSING
  }

  FaultyWire(int target, Random chance) throws IOException {
    this.target = target;
    this.chance = chance;
    listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// Every so many of a hundred commits are cut off: half of them before Postgres gets them, half
  /// of them after it did and before it is heard.
  void cutsCommits(int perHundred) {
    cutsPerHundredCommits = perHundred;
  }

  /// How many commits were cut off.
  int cut() {
    return cut.get();
  }

  void delays(Duration each) {
    delay = each;
  }

  void goesSilent() {
    state = State.SILENT;
  }

  /// Resets what is open and whatever comes.
  void breaks() {
    state = State.REFUSING;
    open.forEach(FaultyWire::reset);
  }

  void isWell() {
    state = State.WELL;
  }

  /// What was silent stays so for ever; new connections are fine. As when a router forgets all it
  /// knew.
  void forgetsConnections() {
    Set<Socket> forgotten = Set.copyOf(open);
    silenced.addAll(forgotten);
    state = State.WELL;
  }

  private final Set<Socket> silenced = ConcurrentHashMap.newKeySet();

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (state == State.REFUSING) {
          reset(client);
          continue;
        }
        Socket server = connected(client);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        open.add(client);
        open.add(server);
        AtomicInteger doomed = new AtomicInteger();
        threads.execute(() -> forward(client, server, true, doomed));
        threads.execute(() -> forward(server, client, false, doomed));
      } catch (IOException ended) {
        // The listener is closed, or the target is away: the client sees it.
      }
    }
  }

  private Socket connected(Socket client) throws IOException {
    try {
      return new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException away) {
      reset(client);
      throw away;
    }
  }

  private void forward(Socket from, Socket to, boolean towardsPostgres, AtomicInteger doomed) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        Thread.sleep(delay);
        while (state == State.SILENT || silenced.contains(from)) {
          Thread.sleep(5);
          if (from.isClosed()) {
            return;
          }
        }
        boolean commit =
            towardsPostgres
                && new String(buffer, 0, n, US_ASCII)
                    .matches("(?s).*(COMMIT|insert into rollcall.inbox).*");
        if (commit && chance.nextInt(100) < cutsPerHundredCommits) {
          cut.incrementAndGet();
          if (chance.nextBoolean()) {
            reset(from);
            return;
          }
          doomed.set(1);
        }
        if (!towardsPostgres && doomed.get() == 1) {
          reset(to);
          return;
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException | InterruptedException ended) {
      // One side is gone, so both are closed.
    } finally {
      open.remove(from);
      silenced.remove(from);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException ended) {
      // It was closed already.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(FaultyWire::reset);
    threads.shutdownNow();
  }
}
