package dev.rollcall.jdbc;

import java.util.List;

/// What is swept away when a connection goes back to its pool. The identity needs none of it: every
/// transaction gets its own. It is for what SQL can leave behind on a connection.
public enum SessionReset {
  /// Nothing. For applications in which no user can ever slip SQL of his own into a statement, and
  /// which want prepared statements to be kept on the server.
  NOTHING(List.of()),

  /// Roles, prepared statements (which could be others by the same name), cursors, channels that
  /// are listened to, advisory locks, sequences' values. Settings stay, since pools and drivers
  /// keep theirs there.
  LEFTOVERS(
      List.of(
          "set session authorization default",
          "select set_config('neon_auth.session', '', false)",
          "deallocate all",
          "close all",
          "unlisten *",
          "select pg_advisory_unlock_all()",
          "discard sequences")),

  /// Settings, too: for applications that run their users' own SQL. What a pool has set once for a
  /// connection, such as an isolation level or a schema, is lost; set it for the role instead, or
  /// in the connection's URL.
  EVERYTHING(
      List.of(
          "set session authorization default",
          "reset all",
          "deallocate all",
          "close all",
          "unlisten *",
          "select pg_advisory_unlock_all()",
          "discard sequences"));

  private final String statements;

  SessionReset(List<String> statements) {
    this.statements = String.join("; ", statements);
  }

  /// All in one; empty for nothing.
  String statements() {
    return statements;
  }
}
