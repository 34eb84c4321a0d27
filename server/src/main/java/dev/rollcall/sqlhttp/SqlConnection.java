package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.wire.Outgoing;
import dev.rollcall.postgres.wire.RefusedException;
import dev.rollcall.postgres.wire.WireConnection;
import java.io.IOException;
import java.time.Instant;

/// A connection of a [Lane]. Each request leaves it with a reset under way, and the next one begins
/// only once that has worked.
final class SqlConnection {
  /// What a request may have left. Temporary tables are those of owners only: row-level security
  /// takes the right to make them from everybody else.
  private static final String RESET =
      """
      set session authorization default;
      reset all;
      deallocate all;
      close all;
      unlisten *;
      select pg_catalog.pg_advisory_unlock_all();
      discard sequences
      """;

  private final WireConnection wire;
  private final String owner;
  private final Instant opened;
  private final Runnable farewell;
  private boolean resetting;

  /// @param wire a new one
  /// @param owner whose it is; nobody else gets it; empty for roles of ours
  /// @param farewell done once, after it was closed
  SqlConnection(WireConnection wire, String owner, Instant opened, Runnable farewell) {
    this.wire = wire;
    this.owner = owner;
    this.opened = opened;
    this.farewell = farewell;
  }

  WireConnection wire() {
    return wire;
  }

  String owner() {
    return owner;
  }

  Instant opened() {
    return opened;
  }

  /// Sends the last word of a request, whose reply is to be read, and the reset after it.
  void end(String script) throws IOException {
    resetting = true;
    wire.send(new Outgoing().script(script).script(reset()));
  }

  /// Sends the reset, unless that was done; answers whether the connection can be used again.
  boolean leave() throws IOException {
    if (wire.isClosed() || (!resetting && !wire.isSettled())) {
      return false;
    }
    if (!resetting) {
      resetting = true;
      Outgoing last = new Outgoing();
      wire.send((wire.isIdle() ? last : last.script("rollback")).script(reset()));
    }
    return true;
  }

  /// Whether nothing is left of earlier requests, because the reset has worked.
  ///
  /// @param surely whether to ask the backend, too, if it is still there
  boolean isClean(boolean surely) {
    try {
      if (resetting && surely) {
        wire.send(new Outgoing().script(""));
      }
      wire.settle();
      resetting = false;
      return wire.isIdle();
    } catch (IOException | RefusedException gone) {
      return false;
    }
  }

  void close() {
    wire.close();
    farewell.run();
  }

  private String reset() {
    return owner.isEmpty() ? RESET : RESET + "; discard temp";
  }
}
