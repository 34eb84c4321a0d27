package dev.rollcall.api.stack;

import dev.rollcall.config.ConfigFile;
import dev.rollcall.testing.StartedApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A server that starts from a file with fixed ids and keys: a shop, and the project `internal`.
final class ShopAndInternal {
  private static final String YAML =
      """
      projects:
        - id: default
          built_in:
            project_id: 11111111-1111-4111-8111-111111111111
            display_name: Shop
            publishable_client_key: key-of-the-shop-client
            secret_server_key: key-of-the-shop-server
            super_secret_admin_key: key-of-the-shop-admin
        - id: internal
          built_in:
            project_id: internal
            publishable_client_key: key-of-internal-client
      """;

  private ShopAndInternal() {}

  static StartedApp start(Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("rollcall.yaml"), YAML);
    return StartedApp.start(folder.resolve("data"), Map.of(), ConfigFile.read(file, Map.of()));
  }
}
