package dev.rollcall.auth.password;

/// What one Argon2 hash costs.
///
/// @param memory in KiB
/// @param passes over that memory
/// @param lanes that could be filled in parallel
public record HashCost(int memory, int passes, int lanes) {
  private static final int MOST_MEMORY = 256 << 10;
  private static final int MOST_PASSES = 10;
  private static final int MOST_LANES = 8;

  public HashCost {
    if (!isBearable(memory, passes, lanes)) {
      throw new IllegalArgumentException(
          "Not the cost of a hash: m=" + memory + ",t=" + passes + ",p=" + lanes);
    }
  }

  /// The least that OWASP's ASVS 5 asks for: 46 MiB, one pass.
  public static HashCost standard() {
    return new HashCost(46 << 10, 1, 1);
  }

  /// Whether we are ready to pay it, for a hash that comes from elsewhere.
  static boolean isBearable(int memory, int passes, int lanes) {
    return lanes >= 1
        && lanes <= MOST_LANES
        && passes >= 1
        && passes <= MOST_PASSES
        && memory >= 8 * lanes
        && memory <= MOST_MEMORY;
  }
}
