package dev.rollcall.api.neon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.feed.ChangeFeed;
import dev.rollcall.feed.Cursor;
import dev.rollcall.feed.FeedView;
import dev.rollcall.feed.Followers;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Followers of the feed by server-sent events: quick ones, slow ones, and those that come again.
@Timeout(60)
class ChangeStreamTest {
  private static final int MANY = 3_000;
  private static final Duration LONG = Duration.ofSeconds(30);

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final List<AutoCloseable> open = new ArrayList<>();
  private FeedView feed;
  private int changes;

  /// A server with small buffers, so that not much is needed to fill them.
  private final class Server implements AutoCloseable {
    private final Followers followers = new Followers(feed, 60);
    private final WebServer http;

    Server(Duration heartbeat, Duration slowestWrite) {
      ChangeStream stream = new ChangeStream(heartbeat, slowestWrite);
      this.http =
          WebServer.builder()
              .host("127.0.0.1")
              .port(0)
              .shutdownHook(false)
              .connectionOptions(SocketOptions.builder().socketSendBufferSize(16 << 10).build())
              .routing(routing ->
                  routing.get(
                      "/changes",
                      (request, response) -> {
                        Cursor from =
                            request
                                .headers()
                                .first(HeaderNames.create("last-event-id"))
                                .flatMap(Cursor::parse)
                                .orElseGet(feed::now);
                        try (Followers.Seat seat = followers.join().orElseThrow()) {
                          stream.send(feed, seat, from, response);
                        }
                      }))
              .build()
              .start();
      open.add(this);
    }

    EventReader reader() {
      EventReader reader = new EventReader(http.port());
      open.add(reader);
      return reader;
    }

    @Override
    public void close() {
      followers.close();
      http.stop();
    }
  }

  @BeforeEach
  void look() {
    feed = new FeedView(postgres.database());
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private void change(int count) {
    ChangeFeed writer = new ChangeFeed();
    postgres
        .database()
        .inTransaction(tx ->
            tx.update(
                """
                insert into rollcall.change (type, user_id, at)
                select 'user.updated', 'u' || n, now() from generate_series(?, ?) as n order by n
                """,
                changes + 1,
                changes + count));
    changes += count;
    postgres.database().inTransaction(tx -> writer.number(tx, count));
  }

  private static List<String> users(int upTo) {
    return IntStream.rangeClosed(1, upTo).mapToObj(n -> "u" + n).toList();
  }

  @Test
  void a_slow_reader_is_cut_off_and_goes_on_where_it_was_while_fifty_others_read_all()
      throws Exception {
    Server server = new Server(Duration.ofSeconds(10), Duration.ofMillis(400));
    EventReader slow = server.reader();
    slow.connect();
    List<EventReader> quick = IntStream.range(0, 50).mapToObj(_ -> server.reader()).toList();
    for (EventReader one : quick) {
      one.connect();
    }
    List<Thread> reading = new ArrayList<>();
    for (EventReader one : quick) {
      reading.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  readAll(one);
                } catch (IOException lost) {
                  throw new UncheckedIOException(lost);
                }
              }));
    }
    await().atMost(LONG).until(() -> server.followers.count() == 51);

    change(MANY);
    server.followers.look();
    for (Thread one : reading) {
      one.join();
    }

    for (EventReader one : quick) {
      assertThat(one.users()).isEqualTo(users(MANY));
    }
    await().atMost(LONG).until(() -> server.followers.count() == 50);
    readUntilCutOff(slow);
    assertThat(slow.users()).hasSizeLessThan(MANY).isEqualTo(users(slow.users().size()));

    assertThat(slow.connect()).isEqualTo("HTTP/1.1 200 OK");
    readAll(slow);

    assertThat(slow.users()).isEqualTo(users(MANY));
  }

  /// Comes again when it was cut off, as may happen to the quickest on a busy machine.
  private static void readAll(EventReader one) throws IOException {
    readUntilCutOff(one);
    while (one.users().size() < MANY) {
      one.connect();
      readUntilCutOff(one);
    }
  }

  /// What had been sent before can still be read.
  private static void readUntilCutOff(EventReader slow) {
    try {
      slow.read(MANY);
    } catch (IOException cutOff) {
      assertThat(cutOff).hasMessageContaining("reset");
    }
  }

  @Test
  void a_reader_goes_on_at_another_server_without_loss_or_doubles() throws Exception {
    Server first = new Server(Duration.ofSeconds(10), Duration.ofSeconds(10));
    EventReader reader = first.reader();
    reader.connect();
    change(10);
    first.followers.look();
    reader.read(7);
    reader.close();
    EventReader waiting = first.reader();
    waiting.connect();
    await().atMost(LONG).until(() -> first.followers.count() >= 1);
    first.close();
    waiting.read(1);
    change(5);
    Server second = new Server(Duration.ofSeconds(10), Duration.ofSeconds(10));

    EventReader again = reader.at(second.http.port());
    again.connect();
    again.read(15);
    EventReader never = waiting.at(second.http.port());
    never.connect();
    never.read(5);

    assertThat(again.users()).isEqualTo(users(15));
    assertThat(never.users()).containsExactly("u11", "u12", "u13", "u14", "u15");
  }

  @Test
  void silence_is_broken_by_comments_and_ends_the_stream_of_one_who_is_gone() throws Exception {
    Server server = new Server(Duration.ofMillis(20), Duration.ofSeconds(10));
    EventReader reader = server.reader();
    reader.connect();
    await().atMost(LONG).until(() -> server.followers.count() == 1);

    reader.close();

    await().atMost(LONG).until(() -> server.followers.count() == 0);
  }

  @Test
  void a_stream_ends_when_the_database_gets_another_history() throws Exception {
    Server server = new Server(Duration.ofMillis(20), Duration.ofSeconds(10));
    EventReader reader = server.reader();
    reader.connect();
    postgres
        .database()
        .inTransaction(tx -> tx.update("update rollcall.feed_state set epoch = 'another'"));

    reader.read(1);

    assertThat(reader.users()).isEmpty();
    assertThat(feed.after(Cursor.parse(String.valueOf(reader.last())), 1)).isEmpty();
  }

  @Test
  void nobody_asks_postgres_while_nobody_follows_and_no_seat_is_given_twice() throws Exception {
    Followers followers = new Followers(feed, 1);
    postgres.dataSource().close();
    followers.look();
    try (Followers.Seat seat = followers.join().orElseThrow()) {
      assertThat(followers.join()).isEmpty();
      assertThat(seat.await(seat.heard(), Duration.ofMillis(1))).isFalse();
    }

    assertThat(followers.count()).isZero();

    followers.close();

    assertThat(followers.join()).isEmpty();
  }
}
