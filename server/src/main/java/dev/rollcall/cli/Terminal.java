package dev.rollcall.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Where a command reads and prints: the process' own streams, or a test's.
///
/// @param person the console, by which a person can be asked; null where there is none
record Terminal(
    PrintWriter out,
    PrintWriter err,
    Reader in,
    Map<String, String> environment,
    @Nullable Console person) {
  private static final int USUAL_WIDTH = 100;

  Terminal {
    environment = Map.copyOf(environment);
  }

  // Which one of JDK 22 to 25 returns null without a terminal depends on its console provider.
  @SuppressWarnings("SystemConsoleNull")
  static Terminal ofProcess() {
    Console console = System.console();
    return new Terminal(
        writer(System.out),
        writer(System.err),
        new InputStreamReader(System.in, StandardCharsets.UTF_8),
        System.getenv(),
        console != null && console.isTerminal() ? console : null);
  }

  /// A terminal that nobody sits at.
  static Terminal unattended(
      PrintWriter out, PrintWriter err, Reader in, Map<String, String> environment) {
    return new Terminal(out, err, in, environment, null);
  }

  boolean interactive() {
    return person != null;
  }

  /// Whether messages go to a person's screen, rather than into a file.
  boolean errorsAreSeen() {
    Path errors = Path.of("/proc/self/fd/2");
    if (!interactive()) {
      return false;
    }
    try {
      return !Files.isSymbolicLink(errors)
          || Files.readSymbolicLink(errors).toString().startsWith("/dev/");
    } catch (IOException unknown) {
      return false;
    }
  }

  boolean colour() {
    return interactive()
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  String bold(String text) {
    return coloured("1", text);
  }

  String green(String text) {
    return coloured("32", text);
  }

  String yellow(String text) {
    return coloured("33", text);
  }

  String red(String text) {
    return coloured("31", text);
  }

  /// Columns of the screen; 0 where lines may be as long as they are.
  int width() {
    if (!interactive()) {
      return 0;
    }
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9]\\d{0,3}") ? Integer.parseInt(columns) : askedWidth();
  }

  private String coloured(String code, String text) {
    return colour() ? "\033[" + code + "m" + text + "\033[0m" : text;
  }

  /// Sets the terminal that we were started from; false where that cannot be.
  boolean stty(String... settings) {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(settings));
    try {
      return new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException noSuchProgram) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// What `stty` says of the terminal that we were started from.
  private static int askedWidth() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String size;
      try (InputStream answer = stty.getInputStream()) {
        size = new String(answer.readAllBytes(), StandardCharsets.US_ASCII).strip();
      }
      boolean ended = stty.waitFor(1, TimeUnit.SECONDS);
      return ended && size.matches("\\d{1,4} [1-9]\\d{0,3}")
          ? Integer.parseInt(size.substring(size.indexOf(' ') + 1))
          : USUAL_WIDTH;
    } catch (IOException noSuchProgram) {
      return USUAL_WIDTH;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return USUAL_WIDTH;
    }
  }

  /// Names are not ASCII, whatever the locale of a bare container says.
  private static PrintWriter writer(PrintStream stream) {
    Charset charset =
        stream.charset().equals(StandardCharsets.US_ASCII)
            ? StandardCharsets.UTF_8
            : stream.charset();
    return new PrintWriter(new OutputStreamWriter(stream, charset), true);
  }
}
