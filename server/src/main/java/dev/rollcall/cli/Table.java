package dev.rollcall.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Rows in aligned columns without borders, fitted to the screen. Numbers stand on the right.
final class Table {
  private static final String GAP = "  ";
  private static final int NARROWEST = 8;

  private final List<String> headers;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... headers) {
    this(List.of(headers));
  }

  Table(List<String> headers) {
    this.headers = headers.stream().map(Table::clean).toList();
  }

  /// @param cells one for each header; null is shown as `-`
  void add(@Nullable String... cells) {
    rows.add(Arrays.stream(cells).map(cell -> cell == null ? "-" : clean(cell)).toList());
  }

  void print(Terminal terminal) {
    int[] widths = fitted(terminal.width());
    boolean[] right = new boolean[widths.length];
    for (int column = 0; column < right.length; column++) {
      right[column] = isNumbers(column);
    }
    terminal.out().println(terminal.bold(line(headers, widths, right)));
    rows.forEach(row -> terminal.out().println(line(row, widths, right)));
    terminal.out().flush();
  }

  private int[] fitted(int screen) {
    int[] widths =
        IntStream.range(0, headers.size())
            .map(column ->
                Math.max(
                    length(headers.get(column)),
                    rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0)))
            .toArray();
    int gaps = GAP.length() * (widths.length - 1);
    while (screen > 0 && Arrays.stream(widths).sum() + gaps > screen) {
      int widest =
          IntStream.range(0, widths.length)
              .reduce((a, b) -> widths[a] >= widths[b] ? a : b)
              .orElse(0);
      if (widths[widest] <= NARROWEST) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private boolean isNumbers(int column) {
    return rows.stream().anyMatch(row -> !row.get(column).equals("-"))
        && rows.stream().allMatch(row -> row.get(column).matches("-|-?[\\d,]+(\\.\\d+)?"));
  }

  private static String line(List<String> cells, int[] widths, boolean[] right) {
    String line =
        IntStream.range(0, cells.size())
            .mapToObj(column -> cell(cells.get(column), widths[column], right[column]))
            .collect(Collectors.joining(GAP));
    return line.stripTrailing();
  }

  private static String cell(String text, int width, boolean right) {
    int length = length(text);
    if (length > width) {
      return text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }
    String blanks = " ".repeat(width - length);
    return right ? blanks + text : text + blanks;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /// A name from outside must not move the cursor or colour the screen.
  static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
