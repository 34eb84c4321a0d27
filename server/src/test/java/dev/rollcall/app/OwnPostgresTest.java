package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.config.ConfigFile;
import dev.rollcall.config.Settings;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.secret.Secret;
import dev.rollcall.testing.PostgresExtension;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// `DATABASE_URL` in place of the embedded Postgres.
class OwnPostgresTest {

  @Nested
  class OnTheNewest extends OwnPostgres {
    @RegisterExtension final PostgresExtension server = new PostgresExtension();

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }

  @Nested
  @Tag("slow")
  class OnTheOldest extends OwnPostgres {
    @RegisterExtension final PostgresExtension server = PostgresExtension.oldest();

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }

  @Test
  void a_server_that_cannot_be_reached_is_reported_with_its_address(@TempDir Path folder)
      throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() ->
            App.start(
                Settings.read(
                    Map.of("data", folder.resolve("data").toString(), "port", "0"),
                    Map.of("DATABASE_URL", "postgresql://shop:secret@127.0.0.1:" + port + "/shop"),
                    ConfigFile.NONE),
                Dialects.all()))
        .withMessage(
            "The database at 127.0.0.1:%d/shop cannot be used: Connection to 127.0.0.1:%d refused."
                    .formatted(port, port)
                + " Check that the hostname and port are correct and that the postmaster is"
                + " accepting TCP/IP connections. Check DATABASE_URL, or unset it to use the"
                + " embedded Postgres");
  }

  @Test
  void a_server_that_is_too_old_is_named_with_its_version() {
    OwnDatabases databases =
        new OwnDatabases(DatabaseLogin.of(new Secret("postgresql://shop:secret@db.internal/shop")));

    databases.refuseTooOld(140_000);
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> databases.refuseTooOld(130_011))
        .withMessage(
            "The database at db.internal:5432/shop is Postgres 13, and Rollcall needs 14 or newer");
  }
}
