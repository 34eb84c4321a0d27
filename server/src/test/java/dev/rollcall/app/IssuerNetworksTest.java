package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.StartedApp;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that others reach, and issuers in the operator's own network.
@Tag("slow")
class IssuerNetworksTest {
  @Test
  void key_sets_are_fetched_from_private_networks_that_are_named_and_from_no_others(
      @TempDir Path folder) throws Exception {
    Map<String, String> settings =
        Map.of("public_url", "https://auth.example.com", "issuer_networks", "127.0.0.0/8");
    try (StartedApp server = StartedApp.start(folder, settings)) {
      server.client().json("PUT", "/projects/default/rls", "{}");

      assertThat(add(server, "https://10.1.2.3/jwks"))
          .contains("private addresses are only called where issuer_networks names their network");
      assertThat(add(server, "http://127.0.0.1:1/jwks")).contains("only https is allowed");
      assertThat(add(server, "https://127.0.0.1:1/jwks")).contains("failed: Connection refused.");
    }
  }

  private static String add(StartedApp server, String url) {
    return server
        .client()
        .call(
            "POST",
            "/projects/default/jwks",
            "{\"jwks_url\":\"%s\",\"issuer\":\"https://issuer.test\"}".formatted(url))
        .body();
  }
}
