package dev.rollcall.doctor;

import dev.rollcall.doctor.Incident.Kind;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The table `rollcall_control.incident`. Any server may say what it sees, and none says a thing
/// twice: what is open stays open, over restarts and whoever looks.
public final class Incidents {
  private static final Duration CLAIMED = Duration.ofMinutes(2);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(15);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);
  private static final Duration KEPT = Duration.ofDays(30);

  private static final String COLUMNS =
      "id, project_id, kind, sentence, began_at, over_at, attempts, told";

  private final Database control;

  public Incidents(Database control) {
    this.control = control;
  }

  /// Notes that something is wrong, which may be known already.
  ///
  /// @param toleratedFor how long it may go on before anybody is told
  public void goesOn(
      String project, Kind kind, String sentence, Duration toleratedFor, Instant now) {
    control.inTransaction(tx ->
        tx.update(
            """
            insert into rollcall_control.incident as i
                   (project_id, kind, sentence, began_at, seen_at, due_at)
            values (?, ?, ?, ?, ?, ?)
            on conflict (project_id, kind) where over_at is null
            do update set sentence = excluded.sentence, seen_at = excluded.seen_at
             where i.sentence <> excluded.sentence
            """,
            project,
            kind.wireName(),
            sentence,
            now,
            now,
            now.plus(toleratedFor)));
  }

  /// Notes that it is over, if it was open. What nobody was told of is forgotten.
  public void isOver(String project, Kind kind, Instant now) {
    control.inTransaction(tx -> {
      tx.update(
          """
          delete from rollcall_control.incident
           where project_id = ? and kind = ? and over_at is null and told = '{}'
          """,
          project,
          kind.wireName());
      return tx.update(
          """
          update rollcall_control.incident set over_at = ?, due_at = ?, attempts = 0
           where project_id = ? and kind = ? and over_at is null
          """,
          now,
          now,
          project,
          kind.wireName());
    });
  }

  /// Notes how many there are of something that is wrong as soon as it grows, and over when it has
  /// not grown for some time, or is gone.
  ///
  /// @param sentence about all of them
  public void level(
      String project, Kind kind, long level, String sentence, Duration calm, Instant now) {
    control.inTransaction(tx -> {
      // One server at a time, or two would both find that it has grown.
      tx.all("select pg_advisory_xact_lock(hashtext(?))", _ -> true, "incident " + project);
      Optional<Level> last =
          tx.one(
              """
              select over_at is null as open, level, seen_at from rollcall_control.incident
               where project_id = ? and kind = ?
               order by began_at desc, id limit 1
              """,
              Level::read,
              project,
              kind.wireName());
      boolean open = last.filter(Level::open).isPresent();
      long known = last.map(Level::level).orElse(0L);
      if (level > known) {
        grown(tx, project, kind, level, sentence, now);
      } else if (open && (level == 0 || last.get().seenAt().plus(calm).isBefore(now))) {
        end(tx, project, kind, level, now);
      } else if (!open && level < known) {
        tx.update(
            "update rollcall_control.incident set level = ? where project_id = ? and kind = ?",
            level,
            project,
            kind.wireName());
      }
      return true;
    });
  }

  private record Level(boolean open, long level, Instant seenAt) {
    static Level read(ResultSet row) throws SQLException {
      return new Level(
          row.getBoolean("open"), row.getLong("level"), Columns.someTime(row, "seen_at"));
    }
  }

  private static void grown(
      Transaction tx, String project, Kind kind, long level, String sentence, Instant now)
      throws SQLException {
    tx.update(
        """
        insert into rollcall_control.incident
               (project_id, kind, sentence, level, began_at, seen_at, due_at)
        values (?, ?, ?, ?, ?, ?, ?)
        on conflict (project_id, kind) where over_at is null
        do update set sentence = excluded.sentence, level = excluded.level,
                      seen_at = excluded.seen_at
        """,
        project,
        kind.wireName(),
        sentence,
        level,
        now,
        now,
        now);
  }

  private static void end(Transaction tx, String project, Kind kind, long level, Instant now)
      throws SQLException {
    tx.update(
        """
        update rollcall_control.incident set over_at = ?, due_at = ?, attempts = 0, level = ?
         where project_id = ? and kind = ? and over_at is null
        """,
        now,
        now,
        level,
        project,
        kind.wireName());
  }

  /// Claims one of which somebody is to be told. No other server gets it for two minutes; should
  /// this one not live to settle it, another tells it.
  public Optional<Incident> claim(Instant now) {
    return control.inTransaction(tx ->
        tx.one(
            """
            update rollcall_control.incident set due_at = ?, attempts = attempts + 1
             where id = (
               select id from rollcall_control.incident where due_at <= ?
                order by due_at limit 1 for update skip locked)
            returning
            """
                + COLUMNS,
            Incidents::read,
            now.plus(CLAIMED),
            now));
  }

  /// Notes that a channel was told of it.
  public void told(Incident incident, String channel) {
    control.inTransaction(tx ->
        tx.update(
            "update rollcall_control.incident set told = told || ?::text where id = ?",
            incident.note(channel),
            incident.id()));
  }

  /// Notes that all channels were told, unless it came to its end meanwhile.
  public void settled(Incident incident) {
    control.inTransaction(tx ->
        tx.update(
            """
            update rollcall_control.incident set due_at = 'infinity'
             where id = ? and (over_at is null) = ?
            """,
            incident.id(),
            incident.overAt() == null));
  }

  /// Puts it back, to be told later; the wait doubles with each attempt.
  public void again(Incident incident, Instant now) {
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(incident.attempts(), 10));
    Instant due = now.plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    control.inTransaction(tx ->
        tx.update(
            "update rollcall_control.incident set due_at = ? where id = ? and due_at > ?",
            due,
            incident.id(),
            now));
  }

  /// Forgets what was over long ago; the newest of each kind holds its level, and stays.
  public void forget(Instant now) {
    control.inTransaction(tx ->
        tx.update(
            """
            delete from rollcall_control.incident i
             where over_at < ?
               and exists (select from rollcall_control.incident n
                            where n.project_id = i.project_id and n.kind = i.kind
                              and n.began_at > i.began_at)
            """,
            now.minus(KEPT)));
  }

  private static Incident read(ResultSet row) throws SQLException {
    return new Incident(
        row.getObject("id", UUID.class),
        Columns.text(row, "project_id"),
        Kind.valueOf(Columns.text(row, "kind").toUpperCase(Locale.ROOT)),
        Columns.text(row, "sentence"),
        Columns.someTime(row, "began_at"),
        Columns.time(row, "over_at"),
        row.getInt("attempts"),
        Set.of((String[]) row.getArray("told").getArray()));
  }
}
