package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.cli.Rollcall.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `rollcall rls`, in a project of the embedded Postgres.
class RlsCommandTest {
  @Test
  void row_level_security_is_turned_on_and_off_again(@TempDir Path folder) {
    try (Rollcall rollcall = Rollcall.start(folder.resolve("data"))) {
      Result again = rollcall.run("rls", "enable");
      Result extension = rollcall.run("sql", "create extension if not exists pg_session_jwt");
      Result user = rollcall.run("sql", "select auth.user_id()");
      Result status = rollcall.run("rls", "status");
      Result off = rollcall.run("rls", "disable");
      int without = rollcall.run("sql", "select auth.user_id()").code();
      Result on = rollcall.run("rls", "enable");

      assertThat(again.out()).isEqualTo("Row-level security was on in 'default' already.\n");
      assertThat(extension.code()).isZero();
      assertThat(user.code()).isZero();
      assertThat(status.out()).startsWith("Row-level security is on.\n");
      assertThat(off.out()).startsWith("Row-level security is off in 'default'.\n");
      assertThat(without).isEqualTo(1);
      assertThat(on.out()).isEqualTo("Row-level security is on in 'default'.\n");
    }
  }
}
