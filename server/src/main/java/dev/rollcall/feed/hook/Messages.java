package dev.rollcall.feed.hook;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `rollcall.webhook_message`, as people look at it: what was told, to whom, and how it
/// went. What failed can be sent again, under the same id.
public final class Messages {
  private final Database database;

  Messages(Database database) {
    this.database = database;
  }

  /// Newest first.
  ///
  /// @param state only those that are so at some endpoint; null for all
  /// @param before only those with a smaller number; null for the newest
  public List<Message> list(
      @Nullable String state, @Nullable String userId, @Nullable Long before, int limit) {
    return database.reading(tx ->
        tx.all(
            SELECT
                + """
                 where (?::bigint is null or m.number < ?)
                   and (?::text is null or m.user_id = ?)
                   and (?::text is null
                        or exists (select from rollcall.webhook_delivery s
                                    where s.message = m.number and s.state = ?))
                 order by m.number desc
                 limit ?
                """,
            Messages::message,
            before,
            before,
            userId,
            userId,
            state,
            state,
            limit));
  }

  public Optional<Message.Detail> show(String id) {
    return database.reading(tx -> {
      Optional<Message> found = tx.one(SELECT + " where m.id = ?", Messages::message, id);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Message message = found.get();
      String data =
          tx.one(
                  "select payload::text as data from rollcall.webhook_message where number = ?",
                  row -> Columns.text(row, "data"),
                  message.number())
              .orElseThrow();
      return Optional.of(new Message.Detail(message, data, deliveries(tx, message.number())));
    });
  }

  /// Sends a message again to every enabled endpoint that it was meant for, and answers to how
  /// many; empty where there is no such message.
  public Optional<Integer> replay(String id) {
    return database.inTransaction(tx -> {
      Optional<Long> number =
          tx.one(
              "select number from rollcall.webhook_message where id = ?",
              row -> row.getLong("number"),
              id);
      return number.isEmpty()
          ? Optional.empty()
          : Optional.of(tx.update(AGAIN + " and d.message = ?", number.get()));
    });
  }

  /// Sends again what was written at `since` or later and failed, and answers how much that is.
  public int replayFailed(Instant since) {
    return database.inTransaction(tx ->
        tx.update(
            AGAIN
                + """
                   and d.state = 'failed'
                   and d.message in (select number from rollcall.webhook_message where at >= ?)
                """,
            since));
  }

  /// Forgets all messages about a user, whatever became of them, and answers how many there were.
  public int forgetUser(Transaction tx, String userId) throws SQLException {
    return tx.update("delete from rollcall.webhook_message where user_id = ?", userId);
  }

  /// Forgets messages from before `before` of which nothing is under way.
  public int forget(Transaction tx, Instant before) throws SQLException {
    return tx.update(
        """
        delete from rollcall.webhook_message m
         where m.at < ?
           and not exists (select from rollcall.webhook_delivery d
                            where d.message = m.number and d.state = 'waiting')
        """,
        before);
  }

  /// The retry schedule begins anew; what is on its way this moment is left to arrive.
  private static final String AGAIN =
      """
      update rollcall.webhook_delivery d
         set state = 'waiting', next_at = '-infinity', retries = 0
       where exists (select from rollcall.webhook_endpoint e where e.id = d.endpoint and e.enabled)
      """;

  private static final String SELECT =
      """
      select m.number, m.id, m.type, m.user_id, m.at, d.waiting, d.delivered, d.failed
        from rollcall.webhook_message m
       cross join lateral (
          select count(*) filter (where state = 'waiting') as waiting,
                 count(*) filter (where state = 'delivered') as delivered,
                 count(*) filter (where state = 'failed') as failed
            from rollcall.webhook_delivery where message = m.number) d
      """;

  private static List<Message.Delivery> deliveries(Transaction tx, long number)
      throws SQLException {
    record Row(String endpoint, String state, @Nullable Instant nextAt) {}
    List<Row> rows =
        tx.all(
            """
            select endpoint, state,
                   case when state = 'waiting' then nullif(next_at, '-infinity') end as next_at
              from rollcall.webhook_delivery where message = ? order by endpoint
            """,
            row ->
                new Row(
                    Columns.text(row, "endpoint"),
                    Columns.text(row, "state"),
                    Columns.time(row, "next_at")),
            number);
    List<Message.Delivery> deliveries = new ArrayList<>();
    for (Row row : rows) {
      deliveries.add(
          new Message.Delivery(
              row.endpoint(),
              row.state(),
              row.nextAt(),
              tx.all(
                  """
                  select number, at, status, failure, duration_millis, response
                    from rollcall.webhook_attempt
                   where message = ? and endpoint = ? order by number
                  """,
                  Messages::attempt,
                  number,
                  row.endpoint())));
    }
    return deliveries;
  }

  private static Message message(ResultSet row) throws SQLException {
    return new Message(
        row.getLong("number"),
        Columns.text(row, "id"),
        Columns.text(row, "type"),
        Columns.text(row, "user_id"),
        Columns.someTime(row, "at"),
        row.getLong("waiting"),
        row.getLong("delivered"),
        row.getLong("failed"));
  }

  private static Attempt attempt(ResultSet row) throws SQLException {
    return new Attempt(
        row.getInt("number"),
        Columns.someTime(row, "at"),
        row.getObject("status", Integer.class),
        row.getString("failure"),
        row.getLong("duration_millis"),
        row.getString("response"));
  }
}
