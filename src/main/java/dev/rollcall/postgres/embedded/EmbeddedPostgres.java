package dev.rollcall.postgres.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/// A Postgres server of our own. It outlives a crash of this process; the next [#start] finds it
/// and takes it over, so that two never fight over one folder.
public final class EmbeddedPostgres {
  /// The superuser's name.
  public static final String SUPERUSER = "postgres";

  private static final Duration READY = Duration.ofSeconds(60);

  private final Path programs;
  private final Path data;
  private final Unprivileged unprivileged;
  private final String password;
  private final int port;

  private EmbeddedPostgres(
      Path programs, Path data, Unprivileged unprivileged, String password, int port) {
    this.programs = programs;
    this.data = data;
    this.unprivileged = unprivileged;
    this.password = password;
    this.port = port;
  }

  /// Starts the server of `place`, or takes over the one that already runs there.
  ///
  /// @throws EmbeddedPostgresException if it cannot be started; the message says why, and what to
  ///   do
  public static EmbeddedPostgres start(PostgresPlace place) {
    try {
      Unprivileged unprivileged = Unprivileged.find();
      Path programs = PostgresBinaries.unpack(place.archive(), place.programs());
      Path data = place.data();
      String password = place.password();
      if (!Files.exists(data.resolve("PG_VERSION"))) {
        create(place, programs, data, unprivileged);
      }
      EmbeddedPostgres server =
          new EmbeddedPostgres(programs, data, unprivileged, password, place.port());
      Optional<PostmasterFile> running = PostmasterFile.read(data);
      if (running.isPresent() && server.answersAt(running.get().port())) {
        return new EmbeddedPostgres(programs, data, unprivileged, password, running.get().port());
      }
      PostmasterFile.deleteIfStale(data);
      server.configure(place.settings());
      server.launch();
      return server;
    } catch (IOException failure) {
      throw new EmbeddedPostgresException(failure);
    }
  }

  public int port() {
    return port;
  }

  /// The password of [#SUPERUSER].
  public String password() {
    return password;
  }

  /// A JDBC URL without user or password.
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /// Ends all connections and stops the server; returns when it is down.
  public void stop() {
    try {
      run(List.of("bin/pg_ctl", "stop", "-D", data.toString(), "-m", "fast", "-w", "-t", "60"));
    } catch (IOException failure) {
      throw new EmbeddedPostgresException(failure);
    }
  }

  private static void create(
      PostgresPlace place, Path programs, Path data, Unprivileged unprivileged) throws IOException {
    Files.createDirectories(data);
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    Path passwordFile = Files.createTempFile(data.getParent(), ".new-", ".txt");
    try {
      Files.writeString(passwordFile, place.password());
      unprivileged.own(data);
      unprivileged.own(passwordFile);
      List<String> command =
          new ArrayList<>(
              List.of("bin/initdb", "-D", data.toString(), "-U", SUPERUSER, "-E", "UTF8"));
      command.addAll(List.of("-A", "scram-sha-256", "--pwfile", passwordFile.toString()));
      command.addAll(place.locale());
      command.add("--no-instructions");
      new EmbeddedPostgres(programs, data, unprivileged, place.password(), place.port())
          .run(command);
    } finally {
      Files.delete(passwordFile);
    }
    Files.writeString(
        data.resolve("postgresql.conf"),
        "\ninclude = 'rollcall.conf'\n",
        StandardOpenOption.APPEND);
  }

  private void configure(List<String> settings) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Written by Rollcall at every start. Your own settings: postgresql.auto.conf");
    lines.add("port = " + port);
    lines.add("listen_addresses = '127.0.0.1'");
    lines.add("unix_socket_directories = ''");
    lines.add("timezone = 'UTC'");
    lines.add("log_parameter_max_length = 0");
    lines.add("log_parameter_max_length_on_error = 0");
    lines.add("max_connections = 200");
    lines.addAll(settings);
    Files.write(data.resolve("rollcall.conf"), lines);
    unprivileged.own(data);
  }

  private void launch() throws IOException {
    Path log = data.resolve("server.log");
    run(List.of("bin/pg_ctl", "start", "-W", "-D", data.toString(), "-l", log.toString()));
    long end = System.nanoTime() + READY.toNanos();
    while (System.nanoTime() < end) {
      Optional<PostmasterFile> file = PostmasterFile.read(data);
      if (file.isPresent() && file.get().ready()) {
        return;
      }
      if (file.isPresent() && !file.get().alive()) {
        break;
      }
      if (file.isEmpty() && Files.exists(log) && lastLine(log).contains("FATAL")) {
        break;
      }
      pause();
    }
    throw new IOException(
        "Postgres did not start on port " + port + ". Its log " + log + " ends: " + lastLine(log));
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(5);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("The start of Postgres was interrupted", interrupted);
    }
  }

  private static String lastLine(Path log) throws IOException {
    List<String> lines =
        Files.exists(log) ? Files.readAllLines(log, StandardCharsets.UTF_8) : List.of();
    return lines.reversed().stream()
        .filter(line -> line.contains("FATAL") || line.contains("ERROR"))
        .findFirst()
        .orElse(lines.isEmpty() ? "(empty)" : lines.getLast());
  }

  /// Whether the server at `otherPort` serves our data folder and knows our password.
  private boolean answersAt(int otherPort) {
    Properties login = new Properties();
    login.setProperty("user", SUPERUSER);
    login.setProperty("password", password);
    login.setProperty("connectTimeout", "2");
    login.setProperty("socketTimeout", "5");
    String url = "jdbc:postgresql://127.0.0.1:" + otherPort + "/postgres";
    try (Connection connection = DriverManager.getConnection(url, login);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show data_directory")) {
      return row.next() && Path.of(row.getString(1)).toRealPath().equals(data.toRealPath());
    } catch (SQLException | IOException notOurs) {
      return false;
    }
  }

  private void run(List<String> command) throws IOException {
    List<String> whole = new ArrayList<>(unprivileged.prefix());
    whole.add(programs.resolve(command.getFirst()).toString());
    whole.addAll(command.subList(1, command.size()));
    Path output = Files.createTempFile("rollcall-postgres-", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(whole)
              .directory(data.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
      builder.environment().put("LC_ALL", "C");
      int exit = builder.start().waitFor();
      if (exit != 0) {
        throw new IOException(command.getFirst() + " failed: " + Files.readString(output).strip());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(command.getFirst() + " was interrupted", interrupted);
    } finally {
      Files.delete(output);
    }
  }
}
