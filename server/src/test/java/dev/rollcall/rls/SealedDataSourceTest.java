package dev.rollcall.rls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rollcall.jdbc.SealedDataSource;
import dev.rollcall.jdbc.SessionReset;
import dev.rollcall.jdbc.SessionRoles;
import dev.rollcall.testing.PostgresExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An application with one connection for all of its users: each transaction is its own user's.
class SealedDataSourceTest {
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

  private SealedDataSource sealed(String how) {
    return how.equals("ticket") ? pool.byTicket() : pool.inPostgres();
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

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "ticket"})
  void two_users_share_a_connection_and_each_sees_his_own_after_failures_too(String how)
      throws SQLException {
    Notes notes = new Notes(sealed(how));
    String ada = pool.tokenOf("ada");
    String bob = pool.tokenOf("bob");

    pool.token.call(
        ada,
        () -> {
          notes.write("ada's");
          return true;
        });
    pool.token.call(
        bob,
        () -> {
          notes.writeBoth("bob's", "bob's, too");
          return true;
        });
    assertThatThrownBy(() ->
            pool.token.call(
                ada,
                () -> {
                  notes.writeBoth("lost", "bad");
                  return true;
                }))
        .hasMessageContaining("note_text_check");
    assertThatThrownBy(() ->
            pool.token.call(
                bob,
                () -> {
                  notes.write("bad");
                  return true;
                }))
        .hasMessageContaining("note_text_check");

    assertThat(pool.token.call(ada, notes::all)).containsExactly("ada's");
    assertThat(pool.token.call(bob, notes::all)).containsExactly("bob's", "bob's, too");
    assertThat(pool.token.call(null, notes::all)).isEmpty();
    assertThat(notes.all()).isEmpty();
    assertThat(pool.token.call(ada, notes::all)).containsExactly("ada's");
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "ticket"})
  void a_token_that_is_refused_is_an_error_and_never_the_user_before(String how)
      throws SQLException {
    SealedDataSource source = sealed(how);
    String forged = SigningKey.make(pool.key.kid(), "ES256").token(SigningKey.claims("ada"));
    assertThat(asked(source, "ada", "select auth.user_id()")).isEqualTo("ada");

    for (boolean autocommit : List.of(true, false)) {
      pool.token.call(
          forged,
          () -> {
            try (Connection connection = source.getConnection()) {
              connection.setAutoCommit(autocommit);
              for (int i = 0; i < 2; i++) {
                assertThat(catchThrowable(() -> text(connection, "select auth.user_id()")))
                    .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getSQLState()).matches("28000|25P02"));
              }
              connection.rollback();
            } catch (SQLException inAutocommit) {
              assertThat(autocommit).isTrue();
            }
            return true;
          });
    }
    assertThat(asked(source, "bob", "select auth.user_id()")).isEqualTo("bob");
    assertThat(asked(source, null, "select auth.user_id()")).isEqualTo("null");
  }

  @Test
  void a_transaction_keeps_its_user_until_it_ends() throws SQLException {
    SealedDataSource source = pool.inPostgres();
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      pool.token.call(pool.tokenOf("ada"), () -> text(connection, "select auth.user_id()"));

      assertThat(as("bob", connection)).isEqualTo("ada");
      connection.setAutoCommit(false);
      assertThat(as("bob", connection)).isEqualTo("ada");
      connection.commit();
      assertThat(as("bob", connection)).isEqualTo("bob");
      connection.rollback();
      assertThat(as(null, connection)).isEqualTo("null");
      connection.setAutoCommit(true);
      assertThat(as("ada", connection)).isEqualTo("ada");
    }
  }

  private String as(@Nullable String user, Connection connection) throws SQLException {
    return pool.token.call(
        user == null ? null : pool.tokenOf(user), () -> text(connection, "select auth.user_id()"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select auth.jwt_session_init('TOKEN')",
        "set neon_auth.session = 'anything'",
        "select set_config('role', 'authenticated', false)",
        "listen anything",
        "prepare poisoned as select 'mallory'",
        "select pg_advisory_lock(1)"
      })
  void what_sql_leaves_behind_is_gone_when_the_connection_comes_again(String hostile)
      throws SQLException {
    SealedDataSource source = pool.inPostgres();
    String before = asked(source, "bob", "select pg_backend_pid()");

    pool.token.call(
        pool.tokenOf("mallory"),
        () -> {
          try (Connection connection = source.getConnection();
              Statement statement = connection.createStatement()) {
            return statement.execute(hostile.replace("TOKEN", pool.tokenOf("mallory")));
          }
        });

    assertThat(asked(source, null, "select auth.user_id()")).isEqualTo("null");
    assertThat(asked(source, "bob", "select pg_backend_pid()")).isEqualTo(before);
    assertThat(
            asked(
                source,
                "bob",
                """
                select current_user || (select count(*) from pg_prepared_statements)
                  || (select count(*) from pg_listening_channels())
                  || (select count(*) from pg_locks where locktype = 'advisory')
                """))
        .isEqualTo(RlsFixture.POOL.getFirst() + "000");
  }

  @Test
  void settings_are_swept_away_only_when_asked() throws SQLException {
    SealedDataSource everything = pool.inPostgres().sweeping(SessionReset.EVERYTHING);
    SealedDataSource nothing = pool.inPostgres().sweeping(SessionReset.NOTHING);
    String ask =
        "select current_setting('search_path') || (select count(*) from pg_prepared_statements)";
    String usual = asked(everything, "ada", ask);

    pool.token.call(
        pool.tokenOf("ada"),
        () -> {
          try (Connection connection = nothing.getConnection();
              Statement statement = connection.createStatement()) {
            statement.execute("prepare kept as select 1");
            return statement.execute("set search_path = pg_catalog");
          }
        });
    assertThat(asked(pool.inPostgres(), "ada", ask)).isEqualTo("pg_catalog1");
    assertThat(asked(everything, "ada", ask)).isEqualTo("pg_catalog0");
    assertThat(asked(everything, "ada", ask)).isEqualTo(usual);
  }

  @Test
  void a_login_of_both_roles_takes_one_for_each_transaction() throws SQLException {
    RlsFixture.login(postgres.database(), "rls_app", "in role authenticated, anonymous");
    String ask = "select current_user || ' ' || coalesce(auth.user_id(), 'nobody')";

    try (SealedPool app = SealedPool.of(postgres, "rls_app", 1)) {
      SealedDataSource source = app.inPostgres().in(SessionRoles.usual());
      assertThat(current(app, source, app.tokenOf("ada"), ask)).isEqualTo("authenticated ada");
      assertThat(current(app, source, null, ask)).isEqualTo("anonymous nobody");
      assertThat(current(app, app.inPostgres(), null, ask)).isEqualTo("rls_app nobody");
    }
  }

  private static String current(
      SealedPool app, SealedDataSource source, @Nullable String token, String sql)
      throws SQLException {
    return app.token.call(
        token,
        () -> {
          try (Connection connection = source.getConnection()) {
            return text(connection, sql);
          }
        });
  }
}
