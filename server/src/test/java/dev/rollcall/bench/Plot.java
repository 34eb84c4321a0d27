package dev.rollcall.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A line over a logarithmic axis, as SVG.
final class Plot {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 300;
  private static final int LEFT = 70;
  private static final int RIGHT = 30;
  private static final int TOP = 50;
  private static final int BOTTOM = 45;

  private final String title;
  private final String axis;
  private final List<Point> points = new ArrayList<>();

  /// @param title what the line shows, with its unit
  /// @param axis what is counted along the axis
  Plot(String title, String axis) {
    this.title = title;
    this.axis = axis;
  }

  private record Point(double x, double y) {}

  void add(double x, double y) {
    points.add(new Point(x, y));
  }

  void write(Path file) throws IOException {
    double most = points.stream().mapToDouble(Point::y).max().orElse(1) * 1.25;
    StringBuilder line = new StringBuilder();
    StringBuilder marks = new StringBuilder();
    for (Point point : points) {
      int x = x(point.x());
      int y = y(point.y() / most);
      line.append(x).append(',').append(y).append(' ');
      marks.append(
          """
          <circle cx="%1$d" cy="%2$d" r="4" fill="#1d4ed8"/>
          <text x="%1$d" y="%3$d" text-anchor="middle">%4$s</text>
          <text x="%1$d" y="%5$d" text-anchor="middle">%6$s</text>
          """
              .formatted(
                  x,
                  y,
                  y - 10,
                  String.format(Locale.ROOT, "%.3g", point.y()),
                  HEIGHT - BOTTOM + 18,
                  String.format(Locale.ROOT, "%,d", (long) point.x())));
    }
    Files.writeString(
        file,
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" font-family="sans-serif"
             font-size="12" fill="#111827">
        <rect width="%1$d" height="%2$d" fill="#ffffff"/>
        <text x="%3$d" y="24" font-size="14">%4$s</text>
        <path d="M %3$d %5$d V %6$d H %7$d" fill="none" stroke="#6b7280"/>
        <polyline points="%8$s" fill="none" stroke="#1d4ed8" stroke-width="2"/>
        %9$s<text x="%10$d" y="%11$d" text-anchor="middle">%12$s</text>
        </svg>
        """
            .formatted(
                WIDTH,
                HEIGHT,
                LEFT,
                title,
                TOP,
                HEIGHT - BOTTOM,
                WIDTH - RIGHT,
                line.toString().strip(),
                marks,
                (WIDTH + LEFT) / 2,
                HEIGHT - 8,
                axis));
  }

  private int x(double value) {
    double from = Math.log(points.getFirst().x());
    double to = Math.log(points.getLast().x());
    double share = to > from ? (Math.log(value) - from) / (to - from) : 0.5;
    return (int) (LEFT + 40 + share * (WIDTH - LEFT - RIGHT - 80));
  }

  private static int y(double share) {
    return (int) (HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM));
  }
}
