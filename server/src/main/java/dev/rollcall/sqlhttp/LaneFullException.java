package dev.rollcall.sqlhttp;

/// All connections of a lane were busy for as long as a request waits.
final class LaneFullException extends Exception {
  private static final long serialVersionUID = 1L;

  LaneFullException(int connections) {
    super(
        "all "
            + connections
            + " connections of this project for SQL over HTTP are busy: try again, or send fewer"
            + " requests at once");
  }
}
