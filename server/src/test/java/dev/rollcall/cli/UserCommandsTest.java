package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What the command line does with one user, and with the data of all of them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserCommandsTest {
  private Rollcall rollcall;

  @BeforeAll
  void start(@TempDir Path folder) {
    rollcall = Rollcall.start(folder.resolve("data"));
    rollcall.user("default", "u1", "Ada Lovelace");
    assertThat(rollcall.run("connect", "mock").code()).isZero();
  }

  @AfterAll
  void stop() {
    rollcall.close();
  }

  @Test
  void a_user_who_is_needed_now_is_shown_as_soon_as_the_row_is_there() {
    rollcall.user("default", "n1", "Nell");

    assertThat(rollcall.run("user", "ensure", "n1").out()).contains("Nell", "n1@example.com");
    assertThat(rollcall.run("user", "ensure", "n2").err())
        .contains("The provider has no user 'n2' either.");
  }
}
