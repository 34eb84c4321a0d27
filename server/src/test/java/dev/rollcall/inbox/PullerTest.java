package dev.rollcall.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.inbox.Puller.Outcome.Heard;
import dev.rollcall.inbox.Puller.Outcome.Unheard;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.mock.MockDialect;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import dev.rollcall.testing.RunningMock;
import dev.rollcall.testing.WatchedConnections;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A provider's own log goes into the inbox, with where to go on, or not at all.
class PullerTest {
  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final RunningMock mock = new RunningMock(clock);
  private final Connector connector =
      new MockDialect()
          .connector(
              new ProviderSettings(Map.of("url", mock.url(), "secret_key", RunningMock.KEY)),
              new HttpCaller(new EgressGuard(true), clock),
              clock);

  @BeforeEach
  void beginAtThePresent() {
    mock.create("before");
    assertThat(puller(postgres.database()).pull(connector)).isEqualTo(new Heard(0, false));
  }

  @AfterEach
  void stop() {
    mock.close();
  }

  @Test
  void events_and_cursor_are_stored_together() {
    mock.create("ada");
    mock.create("bob");

    assertThat(puller(postgres.database()).pull(connector)).isEqualTo(new Heard(2, false));
    assertThat(users()).containsExactly("ada", "bob");
    assertThat(puller(postgres.database()).pull(connector)).isEqualTo(new Heard(0, false));
    assertThat(users()).containsExactly("ada", "bob");
  }

  @Test
  void where_the_cursor_cannot_be_stored_the_events_are_not_and_come_again() {
    mock.create("ada");
    Database failing =
        new Database(
            WatchedConnections.of(
                postgres.dataSource(),
                call -> {
                  if (call.contains("into rollcall.pull_cursor")) {
                    throw new SQLException("server closed the connection", "08006");
                  }
                }));

    assertThatThrownBy(() -> puller(failing).pull(connector)).isInstanceOf(DatabaseException.class);
    assertThat(users()).isEmpty();

    assertThat(puller(postgres.database()).pull(connector)).isEqualTo(new Heard(1, false));
    assertThat(users()).containsExactly("ada");
  }

  @Test
  void where_the_events_cannot_be_stored_the_cursor_stays_where_it_was() {
    String before = cursor();
    mock.create("ada");
    postgres.database().inTransaction(tx -> tx.update("alter table rollcall.inbox rename to away"));

    assertThatThrownBy(() -> puller(postgres.database()).pull(connector))
        .isInstanceOf(DatabaseException.class);
    assertThat(cursor()).isEqualTo(before);
  }

  @Test
  void a_provider_that_does_not_answer_moves_no_cursor() {
    String before = cursor();
    mock.create("ada");
    mock.behave("html");

    assertThat(puller(postgres.database()).pull(connector)).isInstanceOf(Unheard.class);
    assertThat(cursor()).isEqualTo(before);
    assertThat(users()).isEmpty();

    mock.behave("ok");

    assertThat(puller(postgres.database()).pull(connector)).isEqualTo(new Heard(1, false));
  }

  @Test
  void a_quiet_pull_asks_postgres_for_nothing() {
    List<String> asked = new ArrayList<>();
    Puller puller = puller(new Database(WatchedConnections.of(postgres.dataSource(), asked::add)));
    puller.pull(connector);
    asked.clear();

    assertThat(puller.pull(connector)).isEqualTo(new Heard(0, false));
    assertThat(asked).isEmpty();
    mock.create("ada");
    assertThat(puller.pull(connector)).isEqualTo(new Heard(1, false));
    assertThat(puller.pull(connector)).isEqualTo(new Heard(0, false));
  }

  @Test
  void after_the_database_was_restored_pulls_go_on_where_it_says() {
    Puller puller = puller(postgres.database());
    puller.pull(connector);
    String before = cursor();
    mock.create("ada");
    assertThat(puller.pull(connector)).isEqualTo(new Heard(1, false));
    postgres
        .database()
        .inTransaction(tx ->
            tx.update("delete from rollcall.inbox")
                + tx.update("update rollcall.pull_cursor set cursor = ?", before));

    postgres
        .database()
        .reading(tx -> {
          puller.check(tx);
          return true;
        });

    assertThat(puller.pull(connector)).isEqualTo(new Heard(1, false));
    assertThat(users()).containsExactly("ada");
  }

  private Puller puller(Database database) {
    return new Puller(database, new Inbox(), clock);
  }

  private String cursor() {
    return strings("select cursor from rollcall.pull_cursor").getFirst();
  }

  private List<String> users() {
    return strings(
        """
        select convert_from(payload, 'utf8')::jsonb -> 'data' ->> 'id'
          from rollcall.inbox order by number
        """);
  }

  private List<String> strings(String sql) {
    return postgres.database().inTransaction(tx -> tx.all(sql, row -> row.getString(1)));
  }
}
