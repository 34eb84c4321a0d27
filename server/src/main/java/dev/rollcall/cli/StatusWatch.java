package dev.rollcall.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Shows the status again and again: as a page that is drawn anew where a person looks, else as a
/// line a project. Goes on while the server is away.
final class StatusWatch {
  private static final String CLEAR = "\033[H\033[2J";
  private static final Duration KEY_EVERY = Duration.ofMillis(50);

  private final Terminal terminal;
  private final ServerClient client;
  private final Duration every;
  private @Nullable StatusRates rates;
  private long lookedAt;
  private boolean healthy;

  StatusWatch(Terminal terminal, ServerClient client, Duration every) {
    this.terminal = terminal;
    this.client = client;
    this.every = every;
  }

  /// Returns when `q` was pressed, or after so many looks; answers whether the last one found all
  /// well.
  ///
  /// @param looks how many; 0 for no end
  boolean run(int looks) throws InterruptedException {
    try (Keys keys = new Keys(terminal)) {
      for (int look = 1; ; look++) {
        long began = System.nanoTime();
        show();
        if (look == looks || keys.quitWithin(every.minusNanos(System.nanoTime() - began))) {
          return healthy;
        }
      }
    }
  }

  private void show() throws InterruptedException {
    JsonNode status;
    try {
      status = client.get("/status");
    } catch (CommandFailedException away) {
      healthy = false;
      rates = null;
      terminal.out().println((terminal.interactive() ? CLEAR : "") + away.getMessage());
      terminal.out().flush();
      return;
    }
    long now = System.nanoTime();
    StatusRates before = rates;
    StatusRates current =
        before == null ? StatusRates.first(status) : before.next(status, (now - lookedAt) / 1e9);
    rates = current;
    lookedAt = now;
    healthy = StatusPage.healthy(status);
    if (terminal.interactive()) {
      terminal.out().print(CLEAR);
      new StatusPage(terminal).print(client.url(), status, current);
      terminal.out().println("\nq ends this");
    } else {
      lines(status, current);
    }
    terminal.out().flush();
  }

  private void lines(JsonNode status, StatusRates current) {
    String time = Instant.now().toString().replaceFirst("\\.\\d+Z$", "Z");
    for (JsonNode project : status.path("projects")) {
      List<String> words = new ArrayList<>();
      words.add(time);
      words.add(Table.clean(Cells.textOr(project, "id", "-")));
      words.add("troubles=" + project.path("troubles").size());
      for (String name : List.of("users", "waiting", "quarantined")) {
        words.add(name + "=" + Cells.textOr(project, name, "-"));
      }
      words.add("in/s=" + orDash(current.received(project)));
      words.add("done/s=" + orDash(current.settled(project)));
      terminal.out().println(String.join(" ", words));
    }
  }

  private static String orDash(@Nullable String rate) {
    return rate == null ? "-" : rate;
  }

  /// The keyboard, one key at a time and unseen, as long as it is open.
  private static final class Keys implements AutoCloseable {
    private final Terminal terminal;
    private final @Nullable Thread atEnd;

    Keys(Terminal terminal) {
      this.terminal = terminal;
      if (terminal.interactive() && terminal.stty("-icanon", "-echo")) {
        // After Ctrl-C the shell must find its terminal as it was.
        Thread restore = new Thread(() -> terminal.stty("icanon", "echo"));
        Runtime.getRuntime().addShutdownHook(restore);
        atEnd = restore;
      } else {
        atEnd = null;
      }
    }

    /// Whether `q` is pressed within this time; without a person it only waits.
    boolean quitWithin(Duration time) throws InterruptedException {
      long end = System.nanoTime() + time.toNanos();
      while (System.nanoTime() < end) {
        if (terminal.interactive() && isQuit()) {
          return true;
        }
        long left = Math.max(0, end - System.nanoTime());
        Thread.sleep(
            terminal.interactive()
                ? Duration.ofNanos(Math.min(left, KEY_EVERY.toNanos()))
                : Duration.ofNanos(left));
      }
      return false;
    }

    private boolean isQuit() {
      try {
        while (terminal.in().ready()) {
          int key = terminal.in().read();
          if (key == 'q' || key == 'Q' || key == -1) {
            return true;
          }
        }
        return false;
      } catch (IOException closed) {
        return true;
      }
    }

    @Override
    public void close() {
      Thread restore = atEnd;
      if (restore != null) {
        Runtime.getRuntime().removeShutdownHook(restore);
        terminal.stty("icanon", "echo");
      }
    }
  }
}
