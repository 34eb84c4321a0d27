package dev.rollcall.inbox;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What entries wait for, and when they are due.
public enum Waiting {
  TO_APPLY("look_up is null", "(due_at <= ? or attempts = 0 or due_at > ?)"),
  TO_LOOK_UP("look_up is not null", "(due_at <= ? or attempts = 0 and due_at > ?)");

  /// No entry waits so long for its first attempt, and none for a row or a provider. One that would
  /// was put down before the clock was set back.
  static final Duration NEVER = Duration.ofMinutes(1);

  /// Has Postgres walk along the index of what is due. Its statistics are always late where entries
  /// come and go by the thousand, and it would sort all that waits, payloads and all, for each
  /// batch.
  static final String IN_ORDER =
      """
      set local enable_sort = off;
      set local enable_bitmapscan = off;
      set local enable_seqscan = off
      """;

  static final String AS_USUAL =
      """
      set local enable_sort = on;
      set local enable_bitmapscan = on;
      set local enable_seqscan = on
      """;

  private final String all;
  private final String due;

  Waiting(String which, String when) {
    this.all = "settled_at is null and " + which;
    this.due = all + " and " + when;
  }

  /// The condition under which one is due, with two parameters: now, and [#NEVER] from now.
  String due() {
    return due;
  }

  /// When the next one is due; empty where none waits.
  public Optional<Instant> due(Transaction tx, Instant now) throws SQLException {
    return tx.one(
            """
            select case
                     when exists (select from rollcall.inbox where %s) then ?
                     else (select min(due_at) from rollcall.inbox where %s)
                   end as due
            """
                .formatted(due, all),
            row -> Optional.ofNullable(Columns.time(row, "due")),
            now,
            now.plus(NEVER),
            now)
        .flatMap(at -> at);
  }
}
