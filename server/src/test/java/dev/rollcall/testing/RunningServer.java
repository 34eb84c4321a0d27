package dev.rollcall.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.app.EnvFile;
import dev.rollcall.json.Json;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A whole server as a process of its own, with its embedded Postgres, which tests may kill. Ends
/// with the test run at the latest, and takes its Postgres with it.
public final class RunningServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ServerCommand command;
  private final Path data;
  private final Thread atEnd = new Thread(this::endAll);
  private ServerCommand.Started started;
  private URI url;

  private RunningServer(ServerCommand command, Path data, int port) throws IOException {
    this.command = command;
    this.data = data;
    this.started = launch(port);
    Runtime.getRuntime().addShutdownHook(atEnd);
    this.url = awaitHealth();
  }

  /// Starts one in `folder`, with its data in `folder/data`, and waits until it is healthy.
  public static RunningServer start(Path folder) throws IOException {
    return new RunningServer(new ServerCommand(folder), folder.resolve("data"), 0);
  }

  /// The same over a Postgres that is there already.
  ///
  /// @param environment which names it
  public static RunningServer start(Path folder, Map<String, String> environment)
      throws IOException {
    return new RunningServer(new ServerCommand(folder, environment), folder.resolve("data"), 0);
  }

  public URI url() {
    return url;
  }

  public Path data() {
    return data;
  }

  public long pid() {
    return started.process().pid();
  }

  public String apiKey() throws IOException {
    return env("ROLLCALL_API_KEY");
  }

  public RollcallClient client() throws IOException {
    return new RollcallClient(url, apiKey());
  }

  /// What the server of now has written to its standard error.
  public String errors() throws IOException {
    return started.errors();
  }

  /// Logs in to the default project's database as its owner would.
  public Connection owner() throws IOException, SQLException {
    DatabaseLogin login = DatabaseLogin.of(new Secret(env("DATABASE_URL")));
    return DriverManager.getConnection(login.jdbcUrl(), login.user(), login.password().value());
  }

  /// The same as Postgres' superuser.
  public Connection superuser() throws IOException, SQLException {
    DatabaseLogin login = DatabaseLogin.of(new Secret(env("DATABASE_URL")));
    String password = Files.readString(data.resolve("postgres.password")).strip();
    return DriverManager.getConnection(login.jdbcUrl(), "postgres", password);
  }

  /// The process number of the Postgres that runs for this server; empty if there is none.
  public Optional<ProcessHandle> postgres() throws IOException {
    Path file = data.resolve("postgres/data/postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Optional<String> first = Files.readAllLines(file).stream().findFirst();
    return first
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
        .filter(process -> serves(process, data));
  }

  /// All server processes that serve our folder.
  public List<ProcessHandle> allPostgres() {
    return postgresOf(data);
  }

  /// All server processes that serve the data folder given.
  public static List<ProcessHandle> postgresOf(Path data) {
    return ProcessHandle.allProcesses().filter(process -> serves(process, data)).toList();
  }

  /// Kills the server, and nothing else, without a warning.
  public void kill9() throws InterruptedException {
    started.process().destroyForcibly().waitFor();
  }

  /// Kills Postgres with all of its processes, without a warning.
  public void killPostgres9() throws IOException {
    ProcessHandle postmaster = postgres().orElseThrow();
    List<ProcessHandle> all = new ArrayList<>(List.of(postmaster));
    all.addAll(postmaster.children().toList());
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /// Asks the server to stop, and waits until it has; answers its exit code.
  public int stop() throws InterruptedException {
    started.process().destroy();
    return started.process().waitFor();
  }

  /// Starts a server on the same folder and the same port as before.
  ///
  /// @param more arguments of its command
  public void restart(String... more) throws IOException {
    started = launch(url.getPort(), more);
    url = awaitHealth();
  }

  /// Starts it anew, on the same port, with a property of its Java. It may have ended by itself
  /// before it is healthy, so that is not waited for.
  public void restartWith(String property, String value) throws IOException {
    ServerCommand other = command.with("JAVA_TOOL_OPTIONS", "-D" + property + "=" + value);
    started = launch(other, url.getPort());
  }

  /// Waits until the server has ended by itself, and answers its exit code.
  public int awaitEnd() throws InterruptedException {
    if (!started.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("The server lives on");
    }
    return started.process().exitValue();
  }

  /// Waits until the server says that all is well, and answers where it listens.
  public URI awaitHealth() {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(this::healthy, Optional::isPresent)
        .orElseThrow();
  }

  private Optional<URI> healthy() throws IOException {
    assertThat(started.process().isAlive()).as(errors()).isTrue();
    return listening().filter(RollcallClient::isHealthy);
  }

  @Override
  public void close() {
    endAll();
    Runtime.getRuntime().removeShutdownHook(atEnd);
  }

  private ServerCommand.Started launch(int port, String... more) throws IOException {
    return launch(command, port, more);
  }

  private ServerCommand.Started launch(ServerCommand by, int port, String... more)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("up", "--data", data.toString(), "--port", String.valueOf(port)));
    arguments.addAll(List.of(more));
    return by.start(arguments);
  }

  private Optional<URI> listening() throws IOException {
    Path file = data.resolve("server.json");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode server = Json.MAPPER.readTree(Files.readString(file));
    return server.path("pid").asLong() == pid()
        ? Optional.of(URI.create(server.path("url").stringValue()))
        : Optional.empty();
  }

  /// What an application reads in the data folder's file `env`.
  public String env(String name) throws IOException {
    return EnvFile.read(data.resolve("env"), name).orElseThrow();
  }

  private static boolean serves(ProcessHandle process, Path data) {
    return words(process).contains(data.resolve("postgres/data").toString());
  }

  private static List<String> words(ProcessHandle process) {
    Path file = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
    try {
      return Files.exists(file)
          ? List.of(Files.readString(file).split("\0", -1))
          : Stream.of(process.info().arguments().orElse(new String[0])).toList();
    } catch (IOException ended) {
      return List.of();
    }
  }

  private void endAll() {
    started.process().destroyForcibly();
    for (ProcessHandle postmaster : allPostgres()) {
      postmaster.destroyForcibly();
      postmaster.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
  }
}
