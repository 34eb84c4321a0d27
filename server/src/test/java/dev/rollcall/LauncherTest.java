package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollcall.testing.Shell;
import dev.rollcall.testing.Shell.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The script `rollcall`, among JDKs and a Maven that only say what they were told.
class LauncherTest {
  private static final String MISSING =
      "Rollcall needs a JDK 25 or newer, and found none. Install one, for example Temurin from"
          + " https://adoptium.net, or let ROLLCALL_JAVA_HOME name one.";

  @TempDir Path folder;
  private Path home;
  private Path programs;
  private Shell shell;

  @BeforeEach
  void set_up() throws IOException {
    home = Files.createDirectories(folder.resolve("where it lives"));
    Files.createDirectory(home.resolve("lib"));
    Files.copy(Path.of("rollcall"), home.resolve("rollcall"));
    programs = Files.createDirectory(folder.resolve("programs"));
    for (String name :
        List.of(
            "sh cat dirname find head ls mkdir mv readlink rm sed sleep touch".split(" ", -1))) {
      Files.createSymbolicLink(programs.resolve(name), Shell.program(name));
    }
    shell =
        new Shell(folder)
            .with("PATH", programs.toString())
            .with("ROLLCALL_JAVA_PLACES", folder.resolve("jdks").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "bash", "busybox"})
  void runs_in_any_shell_and_hands_all_words_to_java(String name) throws Exception {
    Path java = jdk("jdks/temurin", "25.0.3");
    assumeThat(Shell.exists(name)).as("this machine has " + name).isTrue();
    List<String> command =
        name.equals("busybox")
            ? List.of(Shell.program(name).toString(), "sh")
            : List.of(Shell.program(name).toString());

    Ended ended = shell.run(command, home.resolve("rollcall"), "sync", "two words", "", "*");

    assertThat(ended.error()).isEmpty();
    assertThat(ended.output().lines())
        .startsWith("java of " + java)
        .contains("[" + home + "/lib/*]", "[--enable-native-access=ALL-UNNAMED]")
        .endsWith("[dev.rollcall.Main]", "[sync]", "[two words]", "[]", "[*]");
    assertThat(ended.exit()).isEqualTo(3);
  }

  @Test
  void takes_the_first_jdk_that_will_do() throws Exception {
    Path named = jdk("named", "26");
    Path usual = jdk("usual", "25.0.1");
    Path onPath = jdk("on path", "25-ea");
    Path place = jdk("jdks/a/Contents/Home", "25.0.3");
    jdk("jdks/0 too old", "17.0.15");
    jdk("jdks/1 very old", "1.8.0_402");
    Path old = jdk("old", "17.0.15");

    assertThat(run().output()).startsWith("java of " + place + "\n");
    Files.createSymbolicLink(programs.resolve("java"), onPath.resolve("bin/java"));
    assertThat(run().output()).startsWith("java of " + onPath + "\n");
    shell = shell.with("JAVA_HOME", old.toString());
    assertThat(run().output()).startsWith("java of " + onPath + "\n");
    shell = shell.with("JAVA_HOME", usual.toString());
    assertThat(run().output()).startsWith("java of " + usual + "\n");
    shell = shell.with("ROLLCALL_JAVA_HOME", named.toString());
    assertThat(run().output()).startsWith("java of " + named + "\n");
  }

  @Test
  void asks_java_itself_where_there_is_no_release_file() throws Exception {
    Path java = jdk("jdks/plain", "25.0.3");
    Files.delete(java.resolve("release"));

    assertThat(run().output()).startsWith("java of " + java + "\n");
  }

  @Test
  void says_which_java_is_missing() throws Exception {
    jdk("jdks/old", "21.0.2");

    assertThat(run()).isEqualTo(new Ended(78, "", MISSING + "\n"));
  }

  @Test
  void says_that_the_java_it_was_given_will_not_do() throws Exception {
    jdk("jdks/good", "25");
    Path old = jdk("old", "21.0.2");
    shell = shell.with("ROLLCALL_JAVA_HOME", old.toString());

    assertThat(run())
        .isEqualTo(
            new Ended(
                78,
                "",
                "ROLLCALL_JAVA_HOME is '"
                    + old
                    + "', which is no JDK 25 or newer. Let it name one, or unset it.\n"));
  }

  @Test
  void is_found_through_symbolic_links() throws Exception {
    jdk("jdks/temurin", "25");
    Path links = Files.createDirectory(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("first"), Path.of("../where it lives/rollcall"));
    Path link = Files.createSymbolicLink(links.resolve("second"), Path.of("first"));

    assertThat(shell.run(List.of("/bin/sh"), link).output()).contains("[" + home + "/lib/*]");
  }

  @Test
  void options_for_java_are_handed_on() throws Exception {
    jdk("jdks/temurin", "25");
    shell = shell.with("ROLLCALL_JAVA_OPTS", "-Xmx2g -Dx=y");

    assertThat(run().output()).containsSubsequence("[-Xmx512m]", "[-Xmx2g]", "[-Dx=y]");
  }

  @Test
  void a_checkout_is_built_once_and_again_when_a_source_changes() throws Exception {
    checkout(
        "mkdir -p server/target/lib; : >server/target/rollcall-1.jar; echo built >>\"$HOME/builds\"");
    String line = "Building Rollcall, once; this takes about a minute ...\n";

    Ended first = run();
    assertThat(first.error()).isEqualTo(line);
    assertThat(first.output())
        .contains("[" + home + "/server/target/rollcall-1.jar:" + home + "/server/target/lib/*]");
    assertThat(run().error()).isEmpty();
    Files.setLastModifiedTime(
        home.resolve("server/src/main/A.java"),
        FileTime.from(Instant.parse("2100-01-01T00:00:00Z")));
    assertThat(run().error()).isEqualTo(line);
  }

  @Test
  void two_at_once_build_once() throws Exception {
    checkout(
        "sleep 1; mkdir -p server/target/lib; : >server/target/rollcall-1.jar; echo built >>\"$HOME/builds\"");
    Process other = shell.start(List.of("/bin/sh"), home.resolve("rollcall"));

    assertThat(run().exit()).isEqualTo(3);

    assertThat(other.waitFor()).isEqualTo(3);
    assertThat(folder.resolve("builds")).hasContent("built");
    assertThat(home.resolve("target/launcher.lock")).doesNotExist();
  }

  @Test
  void a_lock_is_broken_whose_owner_is_gone() throws Exception {
    checkout("mkdir -p server/target/lib; : >server/target/rollcall-1.jar");
    Process gone = shell.start(List.of("/bin/sh"), Path.of("/dev/null"));
    gone.waitFor();
    Path lock = Files.createDirectories(home.resolve("target/launcher.lock"));
    Files.writeString(lock.resolve("owner"), gone.pid() + "\n");

    assertThat(run().exit()).isEqualTo(3);
  }

  @Test
  void a_build_that_fails_is_shown_and_tried_again() throws Exception {
    checkout(
        "mkdir -p server/target/lib; : >server/target/rollcall-1.jar; echo 'no such symbol'; exit 1");
    String message =
        "Building Rollcall, once; this takes about a minute ...\n"
            + "no such symbol\n"
            + "Rollcall was not built; Maven's messages are above and in "
            + home
            + "/target/launcher.log.\n";

    assertThat(run()).isEqualTo(new Ended(1, "", message));
    assertThat(run()).isEqualTo(new Ended(1, "", message));
  }

  @Test
  void says_that_maven_is_missing() throws Exception {
    checkout("");
    Files.delete(programs.resolve("mvn"));

    assertThat(run())
        .isEqualTo(
            new Ended(
                78,
                "",
                "Rollcall must be built first, and Maven is missing. Install Maven 3.8.7 or newer,"
                    + " or use a release archive of Rollcall.\n"));
  }

  private Ended run() throws Exception {
    return shell.run(List.of("/bin/sh"), home.resolve("rollcall"));
  }

  private void checkout(String maven) throws IOException {
    jdk("jdks/temurin", "25");
    for (String module : List.of(".", "server", "jdbc")) {
      Files.createDirectories(home.resolve(module + "/src/main"));
      Files.createFile(home.resolve(module + "/pom.xml"));
    }
    Files.createFile(home.resolve("server/src/main/A.java"));
    Shell.script(programs.resolve("mvn"), maven);
  }

  private Path jdk(String name, String version) throws IOException {
    Path jdk = folder.resolve(name);
    Path bin = Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(
        jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    Shell.script(bin.resolve("javac"), "");
    Shell.script(
        bin.resolve("java"),
        "if [ \"$1\" = -version ]; then echo 'openjdk version \""
            + version
            + "\" 2026-01-01' >&2; exit 0; fi",
        "echo 'java of " + jdk + "'",
        "printf '[%s]\\n' \"$@\"",
        "exit 3");
    return jdk;
  }
}
