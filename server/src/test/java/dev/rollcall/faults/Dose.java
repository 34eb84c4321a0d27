package dev.rollcall.faults;

import java.util.Random;

/// How much of a fault is given, and the chance that decides where it strikes.
final class Dose {
  private static final boolean LONG = System.getProperty("dose", "").equals("long");

  private Dose() {}

  /// So much in the short run, so much with `-Ddose=long`.
  static int of(int usual, int high) {
    return LONG ? high : usual;
  }

  /// A chance of its own for each run. The seed is printed; `-Dseed=` has it all happen again, as
  /// far as threads allow.
  static Random chance(String test) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println(test + ": -Dseed=" + seed);
    return new Random(seed);
  }
}
