package dev.rollcall.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The life of an embedded Postgres: what it survives, and who finds it again.
class EmbeddedPostgresTest {
  @RegisterExtension final Servers servers = new Servers();

  @Test
  void starts_stops_and_starts_again_with_the_data_intact() throws Exception {
    PostgresPlace place = servers.place();
    EmbeddedPostgres first = servers.start(place);
    fill(first);
    first.stop();
    first.stop();

    assertThat(PostmasterFile.read(place.data())).isEmpty();
    assertThat(Servers.sql(servers.start(place), "select word from kept")).isEqualTo("here");
  }

  @Test
  void any_free_port_will_do_and_is_kept_while_it_runs() throws Exception {
    PostgresPlace place = servers.made(servers.place(Servers.PASSWORD, 0, PostgresPlace.RELAXED));
    EmbeddedPostgres server = servers.start(place);
    servers.kill();

    server.startAgain();

    assertThat(Servers.sql(server, "show port")).isEqualTo(String.valueOf(server.port()));
  }

  @Test
  void the_oldest_postgres_starts_too() throws Exception {
    EmbeddedPostgres server = servers.start(servers.oldest());

    assertThat(Servers.sql(server, "show server_version")).startsWith("14.");
    assertThat(Servers.sql(server, "show server_encoding")).isEqualTo("UTF8");
  }

  @Test
  void a_server_that_outlived_its_java_process_is_taken_over() throws Exception {
    PostgresPlace place = servers.made(servers.place());
    Process java = startInAnotherProcess(place);
    long server = servers.process().pid();
    java.destroyForcibly().waitFor();

    EmbeddedPostgres again =
        servers.start(servers.place(Servers.PASSWORD, Servers.freePort(), place.settings()));

    assertThat(servers.process().pid()).isEqualTo(server);
    assertThat(again.port()).isEqualTo(place.port());
    assertThat(Servers.sql(again, "select word from kept")).isEqualTo("here");
  }

  @Test
  void two_starts_at_once_share_one_server() throws Exception {
    PostgresPlace place = servers.place();
    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<EmbeddedPostgres> start = () -> EmbeddedPostgres.start(place);
      List<Future<EmbeddedPostgres>> all = both.invokeAll(List.of(start, start));

      assertThat(all.getFirst().get().port()).isEqualTo(all.getLast().get().port());
    }
    servers.start(place);
  }

  @Test
  void a_killed_server_recovers_what_was_committed() throws Exception {
    PostgresPlace place = servers.made(servers.durablePlace());
    fill(servers.start(place));
    servers.kill();

    EmbeddedPostgres again = servers.start(place);

    assertThat(Servers.sql(again, "select word from kept")).isEqualTo("here");
  }

  @Test
  void a_stale_file_does_not_matter_whose_number_another_program_has() throws Exception {
    PostgresPlace place = servers.made(servers.durablePlace());
    fill(servers.start(place));
    servers.kill();
    Path file = place.data().resolve("postmaster.pid");
    List<String> lines = Files.readAllLines(file);
    // Not ourselves: Postgres has an exception for the processes that it descends from.
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      lines.set(0, String.valueOf(other.pid()));
      Files.write(file, lines);

      EmbeddedPostgres again = servers.start(place);

      assertThat(Servers.sql(again, "select word from kept")).isEqualTo("here");
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void a_stale_file_does_not_matter_that_was_cut_off() throws Exception {
    PostgresPlace place = servers.made(servers.durablePlace());
    fill(servers.start(place));
    servers.kill();
    Files.writeString(place.data().resolve("postmaster.pid"), "");

    EmbeddedPostgres again = servers.start(place);

    assertThat(Servers.sql(again, "select word from kept")).isEqualTo("here");
  }

  @Test
  void what_a_creation_left_that_was_cut_off_is_cleared_away() throws Exception {
    Path left = Files.createDirectory(servers.home().resolve(".data-new-1"));
    Files.writeString(left.resolve("password"), "x");

    servers.start(servers.place());

    try (var all = Files.list(servers.home())) {
      assertThat(all.map(Folders::name)).containsExactlyInAnyOrder("data", ".data.lock");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void ctrl_c_does_not_reach_it() throws Exception {
    servers.start(servers.made(servers.place()));

    assertThat(group(servers.process().pid())).isEqualTo(servers.process().pid());
    assertThat(group(ProcessHandle.current().pid())).isNotEqualTo(servers.process().pid());
  }

  private static void fill(EmbeddedPostgres server) throws SQLException {
    Servers.sql(server, "create table kept as select 'here' as word");
  }

  private static Process startInAnotherProcess(PostgresPlace place) throws IOException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartAndStay.class.getName(),
                place.programs().toString(),
                place.data().toString(),
                String.valueOf(place.port()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output =
        new BufferedReader(
            new java.io.InputStreamReader(java.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.readLine()).isEqualTo("started");
    }
    return java;
  }

  /// The process group, which is what a terminal sends Ctrl-C to.
  private static long group(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[2]);
  }

  /// A Java process that starts a server and waits to be killed.
  static final class StartAndStay {
    private StartAndStay() {}

    public static void main(String[] arguments) throws Exception {
      EmbeddedPostgres server =
          EmbeddedPostgres.start(
              new PostgresPlace(
                  PostgresArchive.bundled(),
                  Path.of(arguments[0]),
                  Path.of(arguments[1]),
                  Servers.PASSWORD,
                  Integer.parseInt(arguments[2]),
                  PostgresPlace.RELAXED,
                  PostgresPlace.BUILTIN_LOCALE));
      fill(server);
      System.out.println("started");
      System.in.read();
    }
  }
}
