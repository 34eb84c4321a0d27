package dev.rollcall.rls;

import static dev.rollcall.rls.RlsFixture.execute;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Pools;
import dev.rollcall.postgres.embedded.EmbeddedPostgres;
import dev.rollcall.postgres.embedded.PostgresArchive;
import dev.rollcall.postgres.embedded.PostgresPlace;
import dev.rollcall.project.UsersTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The documented statement, on a Postgres that is told where to look.
class SessionJwtExtensionTest {
  @TempDir Path home;
  private EmbeddedPostgres server;
  private String url;

  @BeforeEach
  void start() throws IOException {
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    SessionJwtExtension extension = new SessionJwtExtension(home.resolve("extensions"));
    extension.write();
    List<String> settings = new ArrayList<>(PostgresPlace.RELAXED);
    settings.add(extension.setting());
    server =
        EmbeddedPostgres.start(
            new PostgresPlace(
                PostgresArchive.bundled(),
                Path.of(System.getProperty("rollcall.test.directory"), "postgres", "programs"),
                home.resolve("data"),
                "test",
                freePort(),
                settings,
                PostgresPlace.BUILTIN_LOCALE));
    url = server.url("postgres");
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void create_extension_works_as_documented_and_leaves_what_rollcall_leaves() throws SQLException {
    try (Visitor superuser = Visitor.as("postgres", url)) {
      superuser.run("create role shop_owner login password 'test'");
      superuser.run("create database shop owner shop_owner");
      superuser.run("create database blog owner shop_owner");
    }
    try (HikariDataSource blog = pool("blog");
        HikariDataSource shop = pool("shop")) {
      RowSecurity ofBlog = new RowSecurity(new Database(blog), UsersTable.USUAL);
      RowSecurity ofShop = new RowSecurity(new Database(shop), UsersTable.USUAL);
      ofBlog.enable();

      for (String database : List.of("shop", "blog")) {
        try (Visitor owner = Visitor.as("shop_owner", server.url(database))) {
          owner.run("CREATE EXTENSION IF NOT EXISTS pg_session_jwt");
          assertThat(
                  owner.rows("select extname, extversion from pg_extension where extname ~ 'jwt'"))
              .containsExactly("pg_session_jwt 0.5");
          assertThat(owner.rows("select auth.session(), auth.user_id()"))
              .containsExactly("null null");
        }
      }
      RowSecurityStatus shopOn = ofShop.status();
      Enabling again = ofShop.enable();
      try (Visitor owner = Visitor.as("shop_owner", server.url("shop"))) {
        owner.run("DROP EXTENSION pg_session_jwt");
        assertThat(owner.rows("select auth.user_id()")).containsExactly("null");
        owner.run("CREATE EXTENSION pg_session_jwt");
      }
      Disabling first = ofShop.disable();
      Disabling second = ofBlog.disable();

      assertThat(shopOn).isEqualTo(new RowSecurityStatus.On(2, true));
      assertThat(again).isEqualTo(new Enabling.Enabled(false));
      assertThat(first)
          .isEqualTo(new Disabling.Disabled(List.of("neon_auth_keyadmin", "neon_auth_owner")));
      assertThat(second).isEqualTo(new Disabling.Disabled(List.of()));
      execute(new Database(blog), "create schema auth");
    }
  }

  private HikariDataSource pool(String database) {
    return Pools.open(server.url(database), EmbeddedPostgres.SUPERUSER, "test", 2, true);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
