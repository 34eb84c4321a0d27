package dev.rollcall.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A table of what was measured, as `docs/benchmarks.md` wants it: logged row by row, and kept as a
/// file.
final class Figures {
  private static final Logger LOG = LoggerFactory.getLogger(Figures.class);

  private final Path file;
  private final List<String> lines = new ArrayList<>();

  /// @param name of the file, in `server/target/bench`
  Figures(String name, String... columns) {
    this.file = Path.of("server/target/bench", name + ".md");
    line(columns);
    lines.add("|---".repeat(columns.length) + "|");
  }

  void line(String... cells) {
    String line = "| " + String.join(" | ", cells) + " |";
    LOG.info(line);
    lines.add(line);
  }

  void keep() throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
    LOG.info("The table is in {}", file);
  }
}
