package dev.rollcall.testing;

import dev.rollcall.app.App;
import dev.rollcall.app.Dialects;
import dev.rollcall.app.EnvFile;
import dev.rollcall.config.ConfigFile;
import dev.rollcall.config.Settings;
import dev.rollcall.project.DatabaseLogin;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A whole server in this process.
///
/// @param app the server
/// @param client one that holds its API key
public record StartedApp(App app, RollcallClient client) implements AutoCloseable {

  /// @param settings by name, besides the data folder and the port
  public static StartedApp start(Path data, Map<String, String> settings) throws IOException {
    return start(data, settings, ConfigFile.NONE);
  }

  /// The same with a `rollcall.yaml`.
  public static StartedApp start(Path data, Map<String, String> settings, ConfigFile file)
      throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    all.put("data", data.toString());
    all.putIfAbsent("port", "0");
    App app = App.start(Settings.read(all, Map.of(), file), Dialects.all());
    String key = EnvFile.read(data.resolve("env"), "ROLLCALL_API_KEY").orElseThrow();
    return new StartedApp(app, new RollcallClient(app.url(), key));
  }

  /// The first column of a query in the default project's database.
  public List<String> strings(String sql) throws SQLException {
    DatabaseLogin login = app.defaultLogin().orElseThrow();
    try (Connection connection =
            DriverManager.getConnection(login.jdbcUrl(), login.user(), login.password().value());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (row.next()) {
        found.add(row.getString(1));
      }
      return found;
    }
  }

  @Override
  public void close() {
    client.close();
    app.stop();
  }
}
