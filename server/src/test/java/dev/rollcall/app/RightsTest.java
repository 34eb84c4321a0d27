package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.testing.StartedApp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What keeps others out of a project's database is put in place again by every start, so that it
/// is there in databases that an older Rollcall made.
class RightsTest {
  @Test
  void a_restart_guards_the_databases_that_there_are(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    try (StartedApp app = StartedApp.start(data, Map.of())) {
      Login superuser = superuser(app, data);
      superuser.execute("drop schema rollcall_guard cascade");
      superuser.execute("grant connect on database \"default\" to public");
      superuser.execute("create role stranger login password 'x'");
    }

    try (StartedApp app = StartedApp.start(data, Map.of())) {
      Login superuser = superuser(app, data);

      assertThat(superuser.strings("select evtname from pg_event_trigger"))
          .isEqualTo(List.of("rollcall_refuse_casts"));
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> superuser.as("stranger", "x").strings("select 1"))
          .satisfies(refused -> assertThat(refused.getSQLState()).isEqualTo("42501"));
    }
  }

  private static Login superuser(StartedApp app, Path data) throws Exception {
    DatabaseLogin owner = app.app().defaultLogin().orElseThrow();
    return Login.of(owner)
        .as("postgres", Files.readString(data.resolve("postgres.password")).strip());
  }
}
