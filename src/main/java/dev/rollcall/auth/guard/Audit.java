package dev.rollcall.auth.guard;

import dev.rollcall.json.Json;
import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.time.InstantSource;

/// The table `rollcall_auth.audit`: what happened to accounts. A note is written in the transaction
/// that it is about, so that neither is there without the other.
public final class Audit {
  private final InstantSource clock;

  public Audit(InstantSource clock) {
    this.clock = clock;
  }

  public void note(Transaction tx, AuditNote note) throws SQLException {
    tx.update(
        """
        insert into rollcall_auth.audit (at, kind, account_id, ip, detail)
        values (?, ?, ?, ?, ?::jsonb)
        """,
        clock.instant(),
        note.kind().wireName(),
        note.accountId(),
        note.ip(),
        Json.MAPPER.writeValueAsString(note.detail()));
  }
}
