package dev.rollcall.feed;

import dev.rollcall.postgres.Database;
import java.util.List;
import java.util.Optional;

/// The feed as followers read it. To a [Database.Watch] that is work: what they wait for must be
/// numbered first.
public final class FeedView {
  private final Database database;
  private final ChangeFeed feed = new ChangeFeed();

  public FeedView(Database database) {
    this.database = database;
  }

  /// A page of changes.
  ///
  /// @param next where the next page starts; the same as was asked for where nothing is newer
  public record Page(List<Change> changes, String next) {}

  /// What changed after `cursor`, oldest first; empty where the follower must read the table anew
  /// and start at [#now].
  public Optional<Page> after(Optional<Cursor> cursor, int limit) {
    return database.inTransaction(tx -> {
      // One snapshot, or a change that is numbered meanwhile lies before `next` and on no page.
      tx.update("set transaction isolation level repeatable read");
      Optional<List<Change>> changes = feed.after(tx, cursor, limit);
      if (changes.isEmpty()) {
        return Optional.empty();
      }
      List<Change> found = changes.get();
      String next =
          found.isEmpty()
              ? cursor.map(Cursor::toString).orElse(feed.now(tx).toString())
              : found.getLast().cursor();
      return Optional.of(new Page(found, next));
    });
  }

  /// The cursor of the present.
  public Cursor now() {
    return database.inTransaction(feed::now);
  }
}
