package dev.rollcall.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The projects of the server.
@Command(
    name = "project",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes and shows projects: one database and one auth provider each.")
final class ProjectsCommand {
  private static final String URL_VARIABLE = "PROJECT_DATABASE_URL";

  /// Makes one.
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a project with its database and its table.",
        "With the embedded Postgres the database is made too. With a Postgres of your own it must"
            + " be there: its URL comes from --database-url-file or from the environment variable "
            + URL_VARIABLE
            + ", never from an argument."
      })
  static final class Create extends ServerCommand {
    @Parameters(paramLabel = "ID", description = "Lower-case letters, digits and hyphens")
    private String id = "";

    @Option(
        names = "--id-type",
        paramLabel = "TYPE",
        description = "Type of users_sync.id: text, or uuid for providers whose ids are UUIDs")
    private @Nullable String idType;

    @Option(names = "--schema", description = "Schema of the table (default: neon_auth)")
    private @Nullable String schema;

    @Option(
        names = "--remove-deleted-after",
        paramLabel = "TIME",
        description = "When rows of deleted users go: never (default), 0, or a time such as 30d")
    private @Nullable String removeDeletedAfter;

    @Option(
        names = "--database-url-file",
        paramLabel = "FILE",
        description = "File that holds the URL of the project's database")
    private @Nullable Path databaseUrlFile;

    Create(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      Map<String, @Nullable String> project = new LinkedHashMap<>();
      project.put("id", id);
      project.put("id_type", idType);
      project.put("schema_name", schema);
      project.put("remove_deleted_after", removeDeletedAfter);
      project.put("database_url", databaseUrl());
      JsonNode answer = client.post("/projects", Map.of("project", project));
      if (!printedAsJson(answer)) {
        say("The project '" + id + "' was made.");
        String url = Cells.text(answer, "connection_uri");
        if (url != null) {
          say("Its database, for your application: " + url);
        }
        say("Next: rollcall connect PROVIDER --project " + id);
      }
      return 0;
    }

    private @Nullable String databaseUrl() {
      Path file = databaseUrlFile;
      if (file == null) {
        return terminal().environment().get(URL_VARIABLE);
      }
      try {
        return Files.readString(file).strip();
      } catch (IOException failure) {
        throw new CommandFailedException("The file " + file + " cannot be read: " + failure);
      }
    }
  }

  /// Lists them.
  @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the projects.")
  static final class ListProjects extends ServerCommand {
    ListProjects(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode answer = client.get("/projects");
      if (!printedAsJson(answer)) {
        Table table = new Table("id", "provider", "connected_at", "database", "table", "id_type");
        for (JsonNode project : answer.path("projects")) {
          table.add(
              Cells.text(project, "id"),
              Cells.text(project, "auth_provider"),
              Cells.time(project, "connected_at"),
              Cells.text(project, "database_host") + "/" + Cells.text(project, "database_name"),
              Cells.text(project, "schema_name") + "." + Cells.text(project, "table_name"),
              Cells.text(project, "id_type"));
        }
        table.print(terminal());
      }
      return 0;
    }
  }

  /// Shows one.
  @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows a project.")
  static final class Show extends ServerCommand {
    @Parameters(paramLabel = "ID", arity = "0..1", description = "The project (default: default)")
    private String id = "default";

    Show(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode answer = client.get("/projects/" + ServerClient.escaped(id));
      if (!printedAsJson(answer)) {
        Details.print(terminal(), answer.path("project"));
      }
      return 0;
    }
  }

  /// Lets a role read the table.
  @Command(
      name = "grant",
      mixinStandardHelpOptions = true,
      description = "Lets a role of the project's database read users_sync and refer to it.")
  static final class Grant extends ProjectCommand {
    @Parameters(paramLabel = "ROLE", description = "A role of the project's Postgres")
    private String role = "";

    Grant(Terminal terminal) {
      super(terminal);
    }

    @Override
    int run(ServerClient client) throws InterruptedException {
      JsonNode answer = client.post(path("/grants"), Map.of("role_name", role));
      if (!printedAsJson(answer)) {
        say("The role '" + role + "' may read users_sync now, and refer to it by foreign keys.");
      }
      return 0;
    }
  }
}
