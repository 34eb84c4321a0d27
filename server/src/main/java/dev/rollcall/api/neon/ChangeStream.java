package dev.rollcall.api.neon;

import dev.rollcall.feed.Change;
import dev.rollcall.feed.Cursor;
import dev.rollcall.feed.FeedView;
import dev.rollcall.feed.Followers;
import dev.rollcall.http.EventStream;
import dev.rollcall.json.Json;
import dev.rollcall.postgres.DatabaseException;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends one client the changes of a project as they come. A page is read when the one before is on
/// its way, so a slow client makes nobody wait but itself, and nothing pile up.
final class ChangeStream {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeStream.class);
  private static final int PAGE = 500;

  private final Duration heartbeat;
  private final Duration slowestWrite;

  /// @param heartbeat after how much silence a comment is sent
  /// @param slowestWrite a client that takes longer to read a page is cut off
  ChangeStream(Duration heartbeat, Duration slowestWrite) {
    this.heartbeat = heartbeat;
    this.slowestWrite = slowestWrite;
  }

  /// Returns when the client is gone, or must come again: it then hears why, if there is more to it
  /// than a server that stops.
  void send(FeedView feed, Followers.Seat seat, Cursor from, ServerResponse response) {
    try (EventStream stream = new EventStream(response, slowestWrite)) {
      // Who is cut off before the first change knows where to go on, too.
      stream.send(EventStream.event(from.toString(), null, null));
      Cursor at = from;
      while (true) {
        long heard = seat.heard();
        Optional<FeedView.Page> page = feed.after(Optional.of(at), PAGE);
        if (page.isEmpty()) {
          // Whoever comes again with this cursor is told what to do.
          return;
        }
        if (!page.get().changes().isEmpty()) {
          stream.send(text(page.get()));
          at = Cursor.parse(page.get().next()).orElseThrow();
        } else if (!seat.await(heard, heartbeat)) {
          stream.send(EventStream.comment());
        }
      }
    } catch (UncheckedIOException gone) {
      LOG.debug("A follower is gone: {}", gone.getMessage());
    } catch (DatabaseException away) {
      LOG.info("A follower was sent away, for the database is: {}", away.reason());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static String text(FeedView.Page page) {
    StringBuilder text = new StringBuilder();
    for (Change change : page.changes()) {
      text.append(
          EventStream.event(
              change.cursor(),
              change.type(),
              Json.MAPPER.writeValueAsString(Views.change(change))));
    }
    return text.toString();
  }
}
