package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.testing.MockEvent;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningMock;
import dev.rollcall.testing.RunningServer;
import dev.rollcall.testing.ServerCommand;
import dev.rollcall.testing.Shell.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a server starts and stops, and what it says when it cannot.
@Tag("slow")
class StartTest {
  private static final String MASTER_KEY = "ROLLCALL_MASTER_KEY";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Path data;
  private ServerCommand command;

  @BeforeEach
  void name() {
    data = folder.resolve("data");
    command = new ServerCommand(folder);
  }

  @AfterEach
  void nothing_is_left_running() {
    assertThat(RunningServer.postgresOf(data)).isEmpty();
  }

  @Test
  void a_taken_port_is_a_sentence() throws Exception {
    try (ServerSocket taken = taken()) {
      String port = String.valueOf(taken.getLocalPort());

      assertRefused(
          command.run("up", "--data", data.toString(), "--port", port),
          "Cannot listen on 127.0.0.1:"
              + port
              + ", probably because another program does. Stop it, or choose another port with"
              + " --port");
    }
  }

  @Test
  void a_taken_port_of_postgres_is_a_sentence() throws Exception {
    try (ServerSocket taken = taken()) {
      String port = String.valueOf(taken.getLocalPort());

      assertRefused(
          up("--postgres-port", port),
          "Postgres cannot listen on port "
              + port
              + " of 127.0.0.1, because another program does. Stop that program, or choose another"
              + " port");
    }
  }

  @Test
  void a_folder_of_a_newer_rollcall_is_left_alone() throws Exception {
    Files.createDirectory(data);
    Files.writeString(data.resolve("layout"), "2\n");

    assertRefused(
        up(),
        "The data folder "
            + data
            + " was written by a newer Rollcall (layout 2, this one knows 1). Start that version, or"
            + " choose another folder with --data");
    assertThat(data.resolve("postgres")).doesNotExist();
  }

  @Test
  void a_folder_that_cannot_be_written_is_a_sentence() throws Exception {
    Files.writeString(data, "a file");

    assertRefused(
        up(),
        "The data folder "
            + data
            + " cannot be used: "
            + data
            + " is a file and no folder. Choose another one with --data");

    Files.delete(data);
    Path nowhere = Path.of("/proc/self/rollcall");
    assertRefused(
        command.run("up", "--data", nowhere.toString(), "--port", "0"),
        "The data folder "
            + nowhere
            + " cannot be used: it cannot be made. Choose another one with --data");
  }

  @Test
  void a_master_key_that_is_none_is_a_sentence_that_does_not_quote_it() throws Exception {
    command = command.with(MASTER_KEY, "c2hvcnQ=");

    assertRefused(
        up(), "The master key is not 32 bytes in Base64. Make one with: openssl rand -base64 32");
  }

  @Test
  void another_master_key_than_before_is_a_sentence() throws Exception {
    try (RunningServer server = RunningServer.start(folder)) {
      server.stop();
    }
    command = command.with(MASTER_KEY, "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=");

    assertRefused(
        up(),
        "The secret of 'project/default/login' cannot be read. Its master key is another one: set"
            + " ROLLCALL_MASTER_KEY to the key that was used, or put back the file master.key");
  }

  @Test
  void a_folder_in_use_is_a_sentence_and_its_server_works_on() throws Exception {
    try (RunningServer server = RunningServer.start(folder)) {
      assertRefused(
          up(),
          "Another Rollcall is running on the data folder "
              + data
              + ". Stop it first, or choose another folder with --data");

      assertThat(data.resolve("server.json")).exists();
      server.awaitHealth();
    }
  }

  @Test
  void after_a_kill_the_next_start_goes_on_with_the_same_postgres_and_key() throws Exception {
    try (RunningMock mock = new RunningMock(new MovableClock());
        RunningServer server = RunningServer.start(folder)) {
      String key = server.apiKey();
      ProcessHandle postgres = server.postgres().orElseThrow();
      try (RollcallClient client = server.client()) {
        client.connect(mock);
        client.deliver("before", MockEvent.of("ada", 1, "Ada"));
        client.settled("before");
      }

      server.kill9();
      assertThat(postgres.isAlive()).isTrue();
      server.restart();

      assertThat(server.apiKey()).isEqualTo(key);
      assertThat(server.postgres()).hasValue(postgres);
      assertThat(server.allPostgres()).containsExactly(postgres);
      try (RollcallClient client = server.client()) {
        assertThat(client.user("ada").path("name").stringValue()).isEqualTo("Ada");
        client.deliver("after", MockEvent.of("ada", 2, "Countess"));
        assertThat(client.settled("after").path("outcome").stringValue()).isEqualTo("applied");
      }
    }
  }

  @Test
  void a_postgres_that_gets_another_port_is_found_there() throws Exception {
    try (RunningMock mock = new RunningMock(new MovableClock());
        RunningServer server = RunningServer.start(folder)) {
      try (RollcallClient client = server.client()) {
        client.connect(mock);
      }
      server.stop();
      String port;
      try (ServerSocket free = taken()) {
        port = String.valueOf(free.getLocalPort());
      }

      server.restart("--postgres-port", port);

      try (RollcallClient client = server.client();
          var owner = server.owner()) {
        assertThat(owner.getMetaData().getURL()).contains(":" + port + "/");
        client.deliver("there", MockEvent.of("ada", 1, "Ada"));
        assertThat(client.settled("there").path("outcome").stringValue()).isEqualTo("applied");
      }
    }
  }

  @Test
  void a_killed_postgres_is_started_again() throws Exception {
    try (RunningServer server = RunningServer.start(folder)) {
      ProcessHandle before = server.postgres().orElseThrow();

      server.killPostgres9();

      await()
          .atMost(PATIENCE)
          .until(() -> server.postgres().filter(now -> !now.equals(before)).isPresent());
      server.awaitHealth();
      assertThat(server.errors()).contains("Postgres has died and is started again");
    }
  }

  @Test
  void a_signal_stops_all_of_it() throws Exception {
    try (RunningServer server = RunningServer.start(folder)) {
      server.stop();

      assertThat(server.allPostgres()).isEmpty();
      assertThat(data.resolve("server.json")).doesNotExist();
      assertThat(server.errors()).doesNotContain("Exception", " WARN ", " ERROR ");
    }
  }

  @Test
  void a_signal_during_the_start_stops_all_of_it_too() throws Exception {
    ServerCommand.Started started =
        command.start(List.of("up", "--data", data.toString(), "--port", "0"));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Files.exists(data.resolve("postgres/data/postmaster.pid")));

    started.process().destroy();

    assertThat(started.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private Ended up(String... more) throws IOException, InterruptedException {
    String[] arguments = new String[5 + more.length];
    System.arraycopy(
        new String[] {"up", "--data", data.toString(), "--port", "0"}, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return command.run(arguments);
  }

  private static ServerSocket taken() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static void assertRefused(Ended ended, String sentence) {
    assertThat(ended.error().lines().filter(line -> !line.contains(" INFO ")))
        .containsExactly(sentence);
    assertThat(ended.exit()).isEqualTo(1);
  }
}
