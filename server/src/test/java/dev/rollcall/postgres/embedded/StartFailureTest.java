package dev.rollcall.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What somebody reads whose embedded Postgres does not start.
class StartFailureTest {
  @RegisterExtension final Servers servers = new Servers();

  @Test
  void port_taken() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      PostgresPlace place =
          servers.place(Servers.PASSWORD, other.getLocalPort(), PostgresPlace.RELAXED);

      assertRefused(
          place,
          "Postgres cannot listen on port "
              + other.getLocalPort()
              + " of 127.0.0.1, because another program does. Stop that program, or choose another"
              + " port");
    }
  }

  @Test
  void wrong_password_for_a_server_that_runs_and_for_one_that_does_not() throws Exception {
    PostgresPlace place = servers.made(servers.place());
    EmbeddedPostgres server = servers.start(place);
    PostgresPlace wrong = servers.place("wrong", place.port(), place.settings());
    String message =
        "The Postgres in "
            + place.data()
            + " does not accept the password that was given for it, because it was made with"
            + " another. Bring that one back, or choose an empty folder";

    assertRefused(wrong, message);
    assertThat(Servers.sql(server, "select 'still here'")).isEqualTo("still here");
    server.stop();
    assertRefused(wrong, message);
    assertThat(PostmasterFile.read(place.data())).isEmpty();
  }

  @Test
  void data_of_another_major_version() throws Exception {
    PostgresPlace place = servers.place();
    Files.createDirectories(place.data());
    Files.writeString(place.data().resolve("PG_VERSION"), "16\n");

    assertRefused(
        place,
        "The data in "
            + place.data()
            + " is of Postgres 16, and this is Postgres 18, which cannot read it. Start it with the"
            + " Rollcall that made it and copy the data over with pg_dump, or choose an empty"
            + " folder");
  }

  @Test
  void a_folder_with_something_else_in_it() throws Exception {
    PostgresPlace place = servers.place();
    Files.createDirectories(place.data());
    Files.writeString(place.data().resolve("thesis.txt"), "do not delete");

    assertRefused(
        place,
        "The folder "
            + place.data()
            + " holds 'thesis.txt' but no Postgres data, and is left as it is. Choose a folder that"
            + " is empty or does not exist yet");
    assertThat(place.data().resolve("thesis.txt")).hasContent("do not delete");
  }

  @Test
  void a_folder_that_cannot_be_made() throws Exception {
    Path file = Files.writeString(servers.home().resolve("file"), "");
    PostgresPlace place = below(file.resolve("postgres"), Servers.programs());

    assertRefused(
        place,
        "The folder "
            + file
            + "/postgres cannot hold Postgres: Not a directory. Make it writable, or choose another folder");
  }

  @Test
  void a_path_that_postgres_own_programs_do_not_understand() {
    PostgresPlace place = below(servers.home().resolve("$(reboot)"), Servers.programs());

    assertRefused(
        place,
        "The folder "
            + place.data()
            + " cannot hold Postgres: its programs do not understand quotes, dollar signs,"
            + " backslashes or control characters in a path. Choose another folder");
  }

  @Test
  void no_space() {
    assertThatThrownBy(() -> Folders.needSpace(servers.home(), Long.MAX_VALUE))
        .isInstanceOf(EmbeddedPostgresException.class)
        .message()
        .matches(
            "The disk of \\S+/embedded \\d+ is too full for Postgres: \\d+ MB are free, and at least"
                + " 8796093022207 MB are needed. Free some space, or choose a folder on another"
                + " disk");
  }

  @Test
  void space_that_ends_while_we_write() {
    assertThat(StartFailure.of(servers.data(), new IOException("No space left on device")))
        .message()
        .startsWith("The disk of " + servers.data() + " is too full for Postgres: ")
        .endsWith(
            " MB are free, and at least 32 MB are needed. Free some space, or choose a folder on"
                + " another disk");
  }

  @Test
  void no_programs_for_this_machine() throws Exception {
    Path empty = servers.home().resolve("empty.jar");
    try (OutputStream file = Files.newOutputStream(empty)) {
      new JarOutputStream(file, new java.util.jar.Manifest()).close();
    }
    PostgresPlace usual = servers.place();
    PostgresPlace place =
        new PostgresPlace(
            new PostgresArchive("18.6.0", empty),
            servers.home().resolve("programs"),
            usual.data(),
            usual.password(),
            usual.port(),
            usual.settings(),
            usual.locale());

    assertRefused(
        place,
        "This build brings no Postgres for "
            + PostgresArchive.platform()
            + ". Set DATABASE_URL to use a Postgres of your own, or build Rollcall on a machine of"
            + " this kind");
  }

  @Test
  void a_setting_that_postgres_does_not_know() throws Exception {
    PostgresPlace place =
        servers.made(
            servers.place(Servers.PASSWORD, Servers.freePort(), List.of("speed = 'high'")));

    assertThatThrownBy(() -> servers.start(place))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageStartingWith(
            "Postgres in "
                + place.data()
                + " did not start. Its log "
                + place.data().resolve("server.log")
                + " ends:")
        .hasMessageContaining("unrecognized configuration parameter \"speed\"");
  }

  private PostgresPlace below(Path home, Path programs) {
    return new PostgresPlace(
        PostgresArchive.bundled(),
        programs,
        home.resolve("data"),
        Servers.PASSWORD,
        1024,
        PostgresPlace.RELAXED,
        PostgresPlace.BUILTIN_LOCALE);
  }

  private void assertRefused(PostgresPlace place, String message) {
    assertThatThrownBy(() -> servers.start(place))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessage(message);
  }
}
