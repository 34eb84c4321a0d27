package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.wire.WireConnection;
import java.time.Instant;

/// A connection of a [Lane], and what is to be done when it ends.
///
/// @param owner whose it is; nobody else gets it
/// @param opened when it was
/// @param farewell done once, after it was closed
record SqlConnection(WireConnection wire, String owner, Instant opened, Runnable farewell) {
  void end() {
    wire.close();
    farewell.run();
  }
}
