package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.wire.PostgresError;

/// What became of a request.
public sealed interface SqlAnswer {
  /// All of it was done, and the results have what it answered.
  record Done() implements SqlAnswer {}

  /// It was refused, by Postgres or before; nothing of a transaction was kept.
  record Refused(PostgresError error) implements SqlAnswer {
    static Refused because(String code, String message) {
      return new Refused(PostgresError.of(code, message));
    }
  }

  /// There were more rows than may be answered. A transaction was taken back.
  record TooLarge() implements SqlAnswer {}

  /// The database cannot be reached just now, or went away in between.
  record Away(String reason) implements SqlAnswer {}
}
