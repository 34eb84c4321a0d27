package dev.rollcall.auth.mail;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The table `rollcall_auth.outgoing_mail`.
final class OutgoingMail {

  void add(Transaction tx, UUID id, NewMail mail, byte[] content, Instant now) throws SQLException {
    tx.update(
        """
        insert into rollcall_auth.outgoing_mail
               (id, kind, recipient, content, due_at, not_after, created_at)
        values (?, ?, ?, ?, ?, ?, ?)
        """,
        id,
        mail.kind().wireName(),
        mail.to().address(),
        content,
        now,
        mail.notAfter(),
        now);
  }

  /// Takes the mail that is due for longest. Whoever dies with it loses it when the lease ends.
  Optional<ClaimedMail> claim(Transaction tx, Instant now, Instant leaseEnds) throws SQLException {
    return tx.one(
        """
        update rollcall_auth.outgoing_mail
           set attempts = attempts + 1, due_at = ?
         where id = (select id from rollcall_auth.outgoing_mail
                      where state = 'waiting' and due_at <= ?
                      order by due_at, id limit 1
                        for update skip locked)
        returning id, recipient, content, attempts, created_at, not_after, reason
        """,
        row ->
            new ClaimedMail(
                row.getObject("id", UUID.class),
                Columns.text(row, "recipient"),
                row.getBytes("content"),
                row.getInt("attempts"),
                Columns.someTime(row, "created_at"),
                Columns.someTime(row, "not_after"),
                row.getString("reason")),
        leaseEnds,
        now);
  }

  /// When [#claim] has something to do next; empty where nothing waits.
  Optional<Instant> due(Transaction tx) throws SQLException {
    return tx.one(
            "select min(due_at) as due from rollcall_auth.outgoing_mail where state = 'waiting'",
            row -> Optional.ofNullable(Columns.time(row, "due")))
        .flatMap(due -> due);
  }

  int forgetAddresses(Transaction tx, Collection<String> addresses) throws SQLException {
    return tx.update(
        "delete from rollcall_auth.outgoing_mail where lower(recipient) in (select lower(unnest(?)))",
        SqlArray.texts(List.copyOf(addresses)));
  }

  /// Holds even if another server has claimed the mail since: what was sent need not be again.
  void sent(Transaction tx, ClaimedMail mail, Instant now) throws SQLException {
    tx.update(
        """
        update rollcall_auth.outgoing_mail
           set state = 'sent', recipient = null, content = null, reason = null, settled_at = ?
         where id = ? and state = 'waiting'
        """,
        now,
        mail.id());
  }

  void postpone(Transaction tx, ClaimedMail mail, Instant until, String reason)
      throws SQLException {
    tx.update(
        """
        update rollcall_auth.outgoing_mail set due_at = ?, reason = ?
         where id = ? and attempts = ? and state = 'waiting'
        """,
        until,
        reason,
        mail.id(),
        mail.attempt());
  }

  void giveUp(Transaction tx, ClaimedMail mail, Instant now, String reason) throws SQLException {
    tx.update(
        """
        update rollcall_auth.outgoing_mail
           set state = 'failed', content = null, reason = ?, settled_at = ?
         where id = ? and attempts = ? and state = 'waiting'
        """,
        reason,
        now,
        mail.id(),
        mail.attempt());
  }

  long countFailed(Transaction tx) throws SQLException {
    return tx.number("select count(*) from rollcall_auth.outgoing_mail where state = 'failed'");
  }

  List<FailedMail> failed(Transaction tx, int limit) throws SQLException {
    return tx.all(
        """
        select id, kind, recipient, attempts, reason, settled_at
          from rollcall_auth.outgoing_mail where state = 'failed'
         order by settled_at desc, id limit ?
        """,
        row ->
            new FailedMail(
                row.getObject("id", UUID.class),
                Columns.text(row, "kind"),
                Columns.text(row, "recipient"),
                row.getInt("attempts"),
                Columns.text(row, "reason"),
                Columns.someTime(row, "settled_at")),
        limit);
  }

  int forget(Transaction tx, Instant before) throws SQLException {
    return tx.update(
        "delete from rollcall_auth.outgoing_mail where state <> 'waiting' and settled_at < ?",
        before);
  }
}
