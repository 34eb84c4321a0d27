package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.Shell;
import dev.rollcall.testing.Shell.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the script `rollcall` does so that Java starts quicker, with a Java that only says what it
/// was told.
class QuickStartTest {
  private static final String PREPARING =
      "Preparing quick starts, once; this takes about ten seconds ...\n";

  /// Listens until it is told to stop, and writes what it learned then.
  private static final List<String> LEARNS =
      List.of(
          "trap 'echo learned >\"${made#*=}\"; exit 143' TERM",
          "while [ $# -gt 0 ]; do case $1 in --data) data=$2 ;; esac; shift; done",
          "mkdir -p \"$data/postgres/18.6.0\"; : >\"$data/env\"",
          "while :; do sleep 0.1; done");

  @TempDir Path folder;
  private Path home;
  private Path cache;
  private Shell shell;

  @BeforeEach
  void set_up() throws IOException {
    home = Files.createDirectories(folder.resolve("where it lives"));
    cache = Files.createDirectory(home.resolve("lib")).resolve("rollcall.aot");
    Files.copy(Path.of("rollcall"), home.resolve("rollcall"));
    shell =
        new Shell(folder)
            .with("PATH", "/usr/bin:/bin")
            .with("DATABASE_URL", "postgresql://somebody@somewhere/else")
            .with("ROLLCALL_JAVA_HOME", folder.resolve("jdk").toString());
  }

  @Test
  void a_start_is_rehearsed_once_and_java_is_given_what_it_learned() throws Exception {
    java(LEARNS);

    Ended first = up();
    Ended second = up();

    assertThat(first.error()).isEqualTo(PREPARING);
    assertThat(second.error()).isEmpty();
    assertThat(List.of(first, second))
        .allSatisfy(ended ->
            assertThat(ended.output())
                .contains("[-XX:AOTCache=" + cache + "]")
                .contains("[-Drollcall.programs=" + cache + ".programs]"));
    assertThat(left())
        .containsExactlyInAnyOrder("rollcall.aot", "rollcall.aot.jdk", "rollcall.aot.programs");
    assertThat(cache.resolveSibling("rollcall.aot.programs/18.6.0")).isDirectory();
  }

  @Test
  void the_rehearsal_is_not_told_which_database_is_in_use() throws Exception {
    java(List.of("env >\"${made#*=}.seen\"", "exit 1"));

    up();

    assertThat(Files.readString(cache.resolveSibling("rollcall.aot.new.seen")))
        .contains("PATH=")
        .doesNotContain("DATABASE_URL");
  }

  @Test
  void a_rehearsal_that_fails_is_told_once_and_holds_up_nothing() throws Exception {
    java(List.of("echo 'no such thing'", "exit 1"));

    Ended first = up();
    Ended second = up();

    assertThat(first.error())
        .isEqualTo(
            PREPARING
                + "That failed, so each start takes a second more; why stands in "
                + cache
                + ".failed.\n");
    assertThat(cache.resolveSibling("rollcall.aot.failed")).hasContent("no such thing");
    assertThat(second.error()).isEmpty();
    assertThat(List.of(first, second))
        .allSatisfy(ended ->
            assertThat(ended.output()).contains("[dev.rollcall.Main]").doesNotContain("AOT"));
  }

  @Test
  void another_jdk_is_rehearsed_anew() throws Exception {
    java(LEARNS);
    up();
    Files.move(folder.resolve("jdk"), folder.resolve("newer"));

    Ended ended =
        shell
            .with("ROLLCALL_JAVA_HOME", folder.resolve("newer").toString())
            .run(List.of("/bin/sh"), home.resolve("rollcall"), "up");

    assertThat(ended.error()).isEqualTo(PREPARING);
  }

  @Test
  void it_can_be_switched_off_and_other_commands_never_wait_for_it() throws Exception {
    java(LEARNS);

    Ended off =
        shell
            .with("ROLLCALL_QUICK_START", "off")
            .run(List.of("/bin/sh"), home.resolve("rollcall"), "up");
    Ended status = shell.run(List.of("/bin/sh"), home.resolve("rollcall"), "status");
    Ended help = shell.run(List.of("/bin/sh"), home.resolve("rollcall"), "up", "--help");

    assertThat(List.of(off, status, help))
        .allSatisfy(ended -> {
          assertThat(ended.error()).isEmpty();
          assertThat(ended.output()).doesNotContain("AOT");
        });
    assertThat(left()).isEmpty();
  }

  private Ended up() throws Exception {
    return shell.run(List.of("/bin/sh"), home.resolve("rollcall"), "up");
  }

  private List<String> left() throws IOException {
    try (var files = Files.list(cache.resolveSibling(""))) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  /// A JDK whose Java does `training` when it is to learn, and else says what it was told.
  private void java(List<String> training) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
    Shell.script(bin.resolve("javac"), "");
    Shell.script(
        bin.resolve("java"),
        "made=",
        "for word; do case $word in -XX:AOTCacheOutput=*) made=$word ;; esac; done",
        "if [ -n \"$made\" ]; then",
        String.join("\n", training),
        "fi",
        "printf '[%s]\\n' \"$@\"");
  }
}
