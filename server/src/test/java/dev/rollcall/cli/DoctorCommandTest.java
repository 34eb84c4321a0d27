package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.cli.Rollcall.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the doctor says of a project, before and after the application does something to it.
class DoctorCommandTest {

  @Test
  void the_doctor_is_content_until_a_foreign_key_keeps_rows_of_deleted_users(@TempDir Path folder) {
    try (Rollcall rollcall = Rollcall.start(folder.resolve("data"))) {
      rollcall.user("default", "u1", "Ada Lovelace");
      assertThat(rollcall.run("connect", "mock").code()).isZero();

      Result healthy = rollcall.run("doctor");
      rollcall.run(
          "sql", "create table todos (id int, owner_id text references neon_auth.users_sync (id))");
      Result advised = rollcall.run("doctor");
      rollcall.mock("default", "PUT", "/behaviour", "{\"mode\":\"401\"}");
      Result serious = rollcall.run("doctor");

      assertThat(healthy.out()).isEqualTo("Nothing is wrong.\n");
      assertThat(healthy.code()).isZero();
      assertThat(advised.out())
          .isEqualTo(
              """
              advice  default: The foreign key todos_owner_id_fkey of public.todos keeps rows of users who are removed.
                      Make it again with ON DELETE CASCADE or ON DELETE SET NULL, if rows of deleted users are to go
              """);
      assertThat(advised.code()).isZero();
      assertThat(serious.out()).startsWith("serious default: ");
      assertThat(serious.code()).isEqualTo(1);
    }
  }
}
