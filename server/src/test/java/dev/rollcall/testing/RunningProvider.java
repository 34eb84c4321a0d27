package dev.rollcall.testing;

import dev.rollcall.app.App;
import dev.rollcall.app.Dialects;
import dev.rollcall.config.ConfigFile;
import dev.rollcall.config.Settings;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A server whose projects have the built-in provider, for the whole test run: started when the
/// first test asks for it, stopped when the JVM ends. Tests make users of their own.
///
/// @param data its data folder
public record RunningProvider(App app, Path data) {

  /// One project of it, and what each of them allows.
  public enum Project {
    /// Lets people in with passwords and magic links.
    OPEN("default", "11111111-1111-4111-8111-111111111111"),
    /// Takes no new users, trusts one domain only, rotates refresh tokens, and lets users go.
    CLOSED("closed", "22222222-2222-4222-8222-222222222222"),
    /// Has neither passwords nor magic links.
    BARE("bare", "33333333-3333-4333-8333-333333333333");

    private final String database;
    private final String id;

    Project(String database, String id) {
      this.database = database;
      this.id = id;
    }

    /// The id that applications name.
    public String id() {
      return id;
    }

    /// @param kind `pck`, `ssk` or `sak`
    public String key(String kind) {
      return kind + "_" + "0123456789".repeat(4) + id.substring(0, 5);
    }
  }

  public static RunningProvider get() {
    return Holder.PROVIDER;
  }

  public URI url() {
    return app.url();
  }

  /// How the application logs in to the project's database.
  public DatabaseLogin owner(Project project) {
    return login(
        project.database, project.database + "_owner", "owner." + project.database + ".password");
  }

  /// How Rollcall itself does.
  public DatabaseLogin ours(Project project) {
    return login(project.database, "rollcall", "rollcall.password");
  }

  private DatabaseLogin login(String database, String user, String file) {
    try {
      return new DatabaseLogin(
          "127.0.0.1",
          Integer.parseInt(Files.readString(data.resolve("postgres.port")).strip()),
          database,
          user,
          new Secret(Files.readString(data.resolve(file)).strip()),
          null);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public static Connection connect(DatabaseLogin login) throws SQLException {
    return DriverManager.getConnection(login.jdbcUrl(), login.user(), login.password().value());
  }

  /// The first column of what a query finds, read as Rollcall itself.
  public List<String> strings(Project project, String sql, Object... values) throws SQLException {
    try (Connection connection = connect(ours(project));
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet row = statement.executeQuery()) {
        List<String> found = new ArrayList<>();
        while (row.next()) {
          found.add(String.valueOf(row.getString(1)));
        }
        return found;
      }
    }
  }

  /// Changes something as Rollcall itself, such as the time at which a code was sent.
  public int update(Project project, String sql, Object... values) throws SQLException {
    try (Connection connection = connect(ours(project));
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int index = 0; index < values.length; index++) {
      statement.setObject(index + 1, values[index]);
    }
  }

  private static RunningProvider start() {
    try {
      RunFolder folder = RunFolder.create("provider");
      Path file = folder.path().resolve("rollcall.yaml");
      Files.writeString(file, settings());
      Path data = folder.path().resolve("server");
      App app =
          App.start(
              Settings.read(
                  Map.of("data", data.toString(), "port", "0"),
                  Map.of(),
                  ConfigFile.read(file, Map.of())),
              Dialects.all());
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                app.stop();
                folder.delete();
              }));
      return new RunningProvider(app, data);
    } catch (IOException failure) {
      throw new UncheckedIOException("The provider has no folder", failure);
    }
  }

  private static String settings() {
    return """
    projects:
      - id: default
        built_in:
          display_name: Open
          magic_link_enabled: true
    %s
      - id: closed
        built_in:
          sign_up_enabled: false
          magic_link_enabled: true
          client_user_deletion_enabled: true
          rotate_refresh_tokens: true
          allow_localhost: false
          domains: ["https://app.example.com"]
    %s
      - id: bare
        built_in:
          credential_enabled: false
    %s
    """
        .formatted(names(Project.OPEN), names(Project.CLOSED), names(Project.BARE));
  }

  private static String names(Project project) {
    return """
          project_id: %s
          publishable_client_key: %s
          secret_server_key: %s
          super_secret_admin_key: %s
    """
        .formatted(project.id, project.key("pck"), project.key("ssk"), project.key("sak"))
        .stripTrailing();
  }

  private static final class Holder {
    static final RunningProvider PROVIDER = start();
  }
}
