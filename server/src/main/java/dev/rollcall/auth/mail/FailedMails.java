package dev.rollcall.auth.mail;

import dev.rollcall.postgres.Database;
import java.util.List;

/// The mails of a project that were given up, as whoever runs the server sees them.
public final class FailedMails {
  private final OutgoingMail table = new OutgoingMail();
  private final Database database;

  public FailedMails(Database database) {
    this.database = database;
  }

  /// How many there are; those that are older than a day are forgotten.
  public long count() {
    return database.reading(table::countFailed);
  }

  /// The latest first.
  public List<FailedMail> latest(int limit) {
    return database.reading(tx -> table.failed(tx, limit));
  }
}
