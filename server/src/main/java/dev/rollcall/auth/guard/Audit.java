package dev.rollcall.auth.guard;

import dev.rollcall.json.Json;
import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

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

  /// Takes out of the notes about an account, or with one of these aliases of addresses, what leads
  /// to a person. What happened, when and to which id stays.
  int erase(Transaction tx, String accountId, List<String> aliases) throws SQLException {
    return tx.update(
        """
        update rollcall_auth.audit
           set ip = null, detail = '{}'
         where (account_id = ? or detail ->> 'address' = any (?))
           and (ip is not null or detail <> '{}')
        """,
        accountId,
        SqlArray.texts(aliases));
  }

  /// The same, unless the very same note was written within this time.
  public void noteOnce(Transaction tx, AuditNote note, Duration within) throws SQLException {
    Instant now = clock.instant();
    boolean known =
        tx.number(
                """
                select count(*) from rollcall_auth.audit
                 where at > ? and kind = ? and detail = ?::jsonb
                   and account_id is not distinct from ? and ip is not distinct from ?
                """,
                now.minus(within),
                note.kind().wireName(),
                Json.MAPPER.writeValueAsString(note.detail()),
                note.accountId(),
                note.ip())
            > 0;
    if (!known) {
      note(tx, note);
    }
  }
}
