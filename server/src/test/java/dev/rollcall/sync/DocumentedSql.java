package dev.rollcall.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.ProjectFixture;
import java.sql.ResultSetMetaData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/// What the documents' SQL is tried on: a project, and how to look at what a query answers.
abstract class DocumentedSql {
  static final String POSTS_OF_THE_LIVING =
      """
      SELECT posts.*, neon_auth.users_sync.name as author_name
      FROM posts
      LEFT JOIN neon_auth.users_sync ON posts.author_id = neon_auth.users_sync.id
      WHERE neon_auth.users_sync.deleted_at IS NULL;
      """;

  static final String POSTS_WITH_AUTHORS =
      """
      SELECT posts.*, neon_auth.users_sync.name AS author_name
      FROM posts
      JOIN neon_auth.users_sync ON posts.author_id = neon_auth.users_sync.id;
      """;

  private final UsersTable table;
  private final MovableClock clock = new MovableClock();
  ProjectFixture project;
  Database database;

  @SuppressWarnings("NullAway.Init") // JUnit calls connect() before each test.
  DocumentedSql(UsersTable table) {
    this.table = table;
  }

  abstract Database open();

  @BeforeEach
  void connect() {
    database = open();
    project =
        new ProjectFixture(database, table, RemoveDeleted.NEVER, new FakeConnector(clock), clock);
  }

  final void receive(String... payloads) {
    for (String payload : payloads) {
      project.receive(payload);
    }
    project.applyAll();
  }

  final int update(String sql) {
    return database.inTransaction(tx -> tx.update(sql));
  }

  /// Each row as its values, in the order in which they were selected.
  final List<String> rows(String sql) {
    return database.inTransaction(tx ->
        tx.all(
            sql,
            row -> {
              List<String> values = new ArrayList<>();
              for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                values.add(String.valueOf(row.getString(i)));
              }
              return String.join(" | ", values);
            }));
  }

  final List<String> columns(String sql) {
    return database
        .inTransaction(tx ->
            tx.all(
                sql,
                row -> {
                  ResultSetMetaData columns = row.getMetaData();
                  List<String> names = new ArrayList<>();
                  for (int i = 1; i <= columns.getColumnCount(); i++) {
                    names.add(columns.getColumnName(i) + " " + columns.getColumnTypeName(i));
                  }
                  return names;
                }))
        .getFirst();
  }

  /// @param message the first line of what Postgres says
  final void assertRefused(String sql, String state, String message) {
    assertThatExceptionOfType(DatabaseException.class)
        .isThrownBy(() -> project.execute(sql))
        .satisfies(refused -> assertThat(refused.state()).isEqualTo(state))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo("ERROR: " + message));
  }
}
