package dev.rollcall.rls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.jdbc.SealedDataSource;
import dev.rollcall.testing.PostgresExtension;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

/// What a driver can do, done on a sealed connection.
class SealedConnectionTest {
  @RegisterExtension
  final PostgresExtension postgres = RlsFixture.databases(new PostgresExtension());

  private SealedPool pool;

  @BeforeEach
  void open() {
    pool = SealedPool.of(postgres, RlsFixture.POOL.getFirst(), 1);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  private String asked(SealedDataSource source, @Nullable String user, String sql)
      throws SQLException {
    return pool.token.call(
        user == null ? null : pool.tokenOf(user),
        () -> {
          try (Connection connection = source.getConnection()) {
            return text(connection, sql);
          }
        });
  }

  @Test
  void a_rollback_to_a_savepoint_does_not_take_the_user_along() throws SQLException {
    SealedDataSource source = pool.inPostgres();

    String user =
        pool.token.call(
            pool.tokenOf("ada"),
            () -> {
              try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(false);
                Savepoint first = connection.setSavepoint();
                text(connection, "select 1");
                connection.rollback(first);
                return text(connection, "select auth.user_id()");
              }
            });

    assertThat(user).isEqualTo("ada");
  }

  @Test
  void nothing_that_is_reached_from_a_result_gets_around_the_seal() throws SQLException {
    pool.token.call(
        pool.tokenOf("ada"),
        () -> {
          try (Connection connection = pool.inPostgres().getConnection();
              Statement statement =
                  connection.createStatement(
                      ResultSet.TYPE_SCROLL_SENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
            statement.setFetchSize(1);
            statement.executeUpdate("insert into note (text) values ('a'), ('b'), ('c')");
            try (ResultSet rows = statement.executeQuery("select id, text from note order by id")) {
              assertThat(rows.getStatement()).isSameAs(statement);
              assertThat(rows.getStatement().getConnection()).isEqualTo(connection);
              assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
              assertThat(rows.absolute(2)).isTrue();
              rows.updateString("text", "changed");
              rows.updateRow();
              assertThat(rows.next()).isTrue();
            }
            assertThat(statement.getFetchSize()).isEqualTo(1);
            assertThat(text(connection, "select string_agg(text, ' ' order by id) from note"))
                .isEqualTo("a changed c");
            assertThat(connection.unwrap(PGConnection.class).getBackendPID()).isPositive();
            assertThat(connection.getAutoCommit()).isTrue();
          }
          return true;
        });
  }

  @Test
  void batches_generated_keys_and_calls_are_the_users_too() throws SQLException {
    pool.token.call(
        pool.tokenOf("ada"),
        () -> {
          try (Connection connection = pool.byTicket().getConnection();
              PreparedStatement insert =
                  connection.prepareStatement(
                      "insert into note (text) values (?)", Statement.RETURN_GENERATED_KEYS);
              CallableStatement call = connection.prepareCall("{? = call auth.user_id()}")) {
            for (String text : List.of("a", "b")) {
              insert.setString(1, text);
              insert.addBatch();
            }
            assertThat(insert.executeBatch()).containsExactly(1, 1);
            try (ResultSet keys = insert.getGeneratedKeys()) {
              assertThat(keys.next()).isTrue();
              assertThat(keys.next()).isTrue();
            }
            call.registerOutParameter(1, Types.VARCHAR);
            call.execute();
            assertThat(call.getString(1)).isEqualTo("ada");
          }
          return true;
        });
  }

  @Test
  void a_connection_that_is_closed_in_a_transaction_takes_it_back() throws SQLException {
    pool.token.call(
        pool.tokenOf("ada"),
        () -> {
          Connection connection = pool.inPostgres().getConnection();
          connection.setAutoCommit(false);
          text(connection, "insert into note (text) values ('lost') returning text");
          connection.close();
          connection.close();
          assertThat(connection.isClosed()).isTrue();
          return true;
        });

    assertThat(asked(pool.inPostgres(), "ada", "select count(*) from note")).isEqualTo("0");
  }

  @Test
  void a_broken_connection_does_not_go_back() throws SQLException {
    pool.token.call(
        pool.tokenOf("ada"),
        () -> {
          try (Connection connection = pool.inPostgres().getConnection()) {
            text(connection, "select pg_terminate_backend(pg_backend_pid())");
            throw new IllegalStateException("The backend lives");
          } catch (SQLException gone) {
            assertThat(gone.getSQLState()).isIn("57P01", "08006", "08003");
          }
          return true;
        });

    assertThat(asked(pool.inPostgres(), "bob", "select auth.user_id()")).isEqualTo("bob");
  }
}
