package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.PostgresExtension;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The same through a transaction pooler, as hosted Postgres often is: each transaction may be on
/// another connection, and nothing may be left behind on it.
@Tag("slow")
class PgBouncerTest extends OwnPostgres {
  @RegisterExtension final PostgresExtension server = new PostgresExtension();

  private @Nullable PgBouncer pooler;

  @Override
  PostgresExtension postgres() {
    return server;
  }

  @Override
  String through(String direct) throws Exception {
    PgBouncer started = PgBouncer.start(direct, ROLE, PASSWORD);
    pooler = started;
    return started.address();
  }

  @Test
  void no_setting_and_no_lock_is_left_behind_on_its_connections() throws Exception {
    mayCreateSchemas();
    restart();
    String url = "jdbc:postgresql://" + address + "/" + database;
    List<String> left = new ArrayList<>();
    List<Connection> all = new ArrayList<>();
    for (int i = 0; i < PgBouncer.CONNECTIONS; i++) {
      Connection connection = DriverManager.getConnection(url, ROLE, PASSWORD);
      connection.setAutoCommit(false);
      all.add(connection);
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  """
                  select name || ' ' || setting from pg_settings
                   where source = 'session'
                     and name not in ('extra_float_digits', 'application_name', 'client_encoding',
                                      'DateStyle', 'TimeZone')
                  union all
                  select 'lock ' || locktype from pg_locks where locktype = 'advisory'
                  """)) {
        while (rows.next()) {
          left.add(rows.getString(1));
        }
      }
    }
    for (Connection connection : all) {
      connection.close();
    }

    assertThat(left).isEmpty();
  }

  @AfterEach
  void stop() throws Exception {
    PgBouncer started = pooler;
    if (started != null) {
      started.stop();
    }
  }
}
