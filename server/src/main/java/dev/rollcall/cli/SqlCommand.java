package dev.rollcall.cli;

import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.secret.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// A small SQL shell, for machines without `psql`.
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = {
      "Runs SQL in a project's database, as the application would.",
      "Without a statement it reads statements, each up to its semicolon: from a person, until \\q,"
          + " or from standard input. \\dt lists tables."
    })
final class SqlCommand implements Callable<Integer> {
  private static final String DEFAULT = "default";
  private static final String VARIABLE = "PROJECT_DATABASE_URL";

  private final Terminal terminal;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Option(
      names = "--project",
      paramLabel = "ID",
      description = "The project (default: ${DEFAULT-VALUE})")
  private String project = DEFAULT;

  @Option(names = "--json", description = "Print rows as JSON")
  private boolean json;

  @Parameters(paramLabel = "STATEMENT", arity = "0..1", description = "One statement, or several")
  private @Nullable String statement;

  SqlCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    DatabaseLogin login = login();
    Properties properties = new Properties();
    properties.put("user", login.user());
    properties.put("password", login.password().value());
    properties.put("ApplicationName", "rollcall sql");
    properties.put("connectTimeout", "10");
    try (Connection connection = DriverManager.getConnection(login.jdbcUrl(), properties)) {
      SqlSession session = new SqlSession(connection, terminal, json);
      String given = statement;
      return given == null ? shell(session) : code(session.run(given));
    } catch (SQLException failure) {
      throw new CommandFailedException(
          "The database at "
              + login.host()
              + ":"
              + login.port()
              + "/"
              + login.database()
              + " cannot be reached: "
              + failure.getMessage()
              + " Is Rollcall running? rollcall status");
    }
  }

  /// A person goes on after a mistake; a script stops at its first.
  private int shell(SqlSession session) throws IOException {
    StatementSplitter splitter = new StatementSplitter();
    BufferedReader lines = new BufferedReader(terminal.in());
    boolean interactive = terminal.interactive();
    while (true) {
      prompt(splitter);
      String line = lines.readLine();
      if (line == null || (splitter.rest().isEmpty() && line.strip().equals("\\q"))) {
        break;
      }
      if (splitter.rest().isEmpty() && line.strip().equals("\\dt")) {
        session.run(SqlSession.TABLES);
        continue;
      }
      for (String complete : splitter.add(line)) {
        if (!session.run(complete) && !interactive) {
          return 1;
        }
      }
    }
    return splitter.rest().isEmpty() || interactive ? 0 : code(session.run(splitter.rest()));
  }

  private void prompt(StatementSplitter splitter) {
    if (terminal.interactive()) {
      terminal.out().print(splitter.rest().isEmpty() ? project + "=> " : project + "-> ");
      terminal.out().flush();
    }
  }

  private static int code(boolean done) {
    return done ? 0 : 1;
  }

  /// As the application logs in. Rollcall's API shows no passwords, so for projects beside the
  /// default one they come from the data folder, or the operator.
  private DatabaseLogin login() throws InterruptedException, IOException {
    String given = terminal.environment().get(VARIABLE);
    if (given != null) {
      return DatabaseLogin.of(new Secret(given));
    }
    if (project.equals(DEFAULT)) {
      Optional<String> url =
          server
              .kept(terminal, "DATABASE_URL")
              .or(() -> Optional.ofNullable(terminal.environment().get("DATABASE_URL")));
      if (url.isPresent()) {
        return DatabaseLogin.of(new Secret(url.get()));
      }
    }
    try (ServerClient client = server.client(terminal)) {
      JsonNode view = client.get("/projects/" + ServerClient.escaped(project)).path("project");
      Path password = server.folder(terminal).resolve("owner." + project + ".password");
      if (!Files.exists(password)) {
        throw new CommandFailedException(
            "How to log in to the database of '"
                + project
                + "' is not known here. Set "
                + VARIABLE
                + " to its URL");
      }
      String address = Cells.textOr(view, "database_host", "");
      int colon = address.lastIndexOf(':');
      return new DatabaseLogin(
          address.substring(0, colon),
          Integer.parseInt(address.substring(colon + 1)),
          Cells.textOr(view, "database_name", ""),
          project + "_owner",
          new Secret(Files.readString(password).strip()),
          null);
    }
  }
}
