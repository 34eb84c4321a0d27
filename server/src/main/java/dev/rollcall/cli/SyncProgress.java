package dev.rollcall.cli;

import java.time.Duration;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Shows how far a comparison is: a bar where a person looks, else a line every second.
final class SyncProgress implements AutoCloseable {
  private static final long A_LINE_EVERY = Duration.ofSeconds(1).toNanos();

  private final Terminal terminal;
  private final String done;
  private final @Nullable ProgressBar bar;
  private final long began = System.nanoTime();
  private long lastLine = began;

  SyncProgress(Terminal terminal) {
    this(terminal, "compared");
  }

  /// @param done what happens to users, as in `compared`
  SyncProgress(Terminal terminal, String done) {
    this.terminal = terminal;
    this.done = done;
    this.bar = terminal.errorsAreSeen() ? bar(terminal) : null;
  }

  void show(JsonNode sync) {
    show(sync.path("listed").asLong(0), sync.path("total").asLong(-1));
  }

  /// @param total -1 where it is not known
  void show(long listed, long total) {
    if (bar != null) {
      bar.maxHint(total);
      bar.stepTo(listed);
      return;
    }
    long now = System.nanoTime();
    if (now - lastLine >= A_LINE_EVERY) {
      lastLine = now;
      terminal.err().println(line(listed, total, Duration.ofNanos(now - began)));
    }
  }

  private String line(long listed, long total, Duration so) {
    long rate = so.toMillis() == 0 ? 0 : listed * 1_000 / so.toMillis();
    String of = total < 0 ? "" : " of " + Cells.number(total);
    String left = total < listed || rate == 0 ? "" : ", " + (total - listed) / rate + " s remain";
    return done + " " + Cells.number(listed) + of + " users, " + Cells.number(rate) + "/s" + left;
  }

  private static ProgressBar bar(Terminal terminal) {
    int width = Math.max(40, terminal.width() - 1);
    return new ProgressBarBuilder()
        .setTaskName("users")
        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
        .setUpdateIntervalMillis(100)
        .setInitialMax(-1)
        .showSpeed()
        .setConsumer(
            new DelegatingProgressBarConsumer(
                line -> {
                  terminal.err().print('\r' + line);
                  terminal.err().flush();
                },
                width))
        .build();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      terminal.err().println();
    }
  }
}
