package dev.rollcall.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the embedded Postgres keeps, and from whom.
class SafetyTest {
  private static final Path ROOT_ONLY = Path.of("/proc/1/environ");

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void what_is_committed_is_on_the_disk() throws Exception {
    EmbeddedPostgres server = servers.start(servers.durablePlace());

    assertThat(Servers.sql(server, "show fsync")).isEqualTo("on");
    assertThat(Servers.sql(server, "show synchronous_commit")).isEqualTo("on");
    assertThat(Servers.sql(server, "show full_page_writes")).isEqualTo("on");
    assertThat(Servers.sql(server, "show data_checksums")).isEqualTo("on");
  }

  @Test
  void nobody_comes_in_without_the_password_or_from_another_machine() throws Exception {
    EmbeddedPostgres server = servers.start(servers.place());

    for (String wrong : List.of("", "wrong")) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(server.url("postgres"), "postgres", wrong))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password");
    }
    assertThat(
            Servers.sql(
                server, "select string_agg(distinct auth_method, ' ') from pg_hba_file_rules"))
        .isEqualTo("scram-sha-256");
    assertThat(Servers.sql(server, "select rolpassword from pg_authid where rolname = 'postgres'"))
        .startsWith("SCRAM-SHA-256$");
    assertThat(Servers.sql(server, "show unix_socket_directories")).isEmpty();
    for (InetAddress other : otherAddresses()) {
      assertThatThrownBy(() -> new Socket(other, server.port()).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void its_folder_is_closed_to_others_and_holds_no_password() throws Exception {
    PostgresPlace place = servers.place();
    servers.start(place);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(place.data())))
        .isEqualTo("rwx------");
    try (var files = Files.walk(servers.home())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(
                new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
            .as("%s", file)
            .doesNotContain(Servers.PASSWORD);
      }
    }
    assertThat(place.toString()).doesNotContain(Servers.PASSWORD);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void our_environment_may_hold_secrets_and_is_not_handed_on() throws Exception {
    servers.start(servers.made(servers.place()));

    Path environment = servers.processFolder().resolve("environ");
    assertThat(Files.readString(environment).split("\0"))
        .isNotEmpty()
        .allMatch(
            entry -> entry.matches("(?s)(PATH|PWD|HOME|TMPDIR|LC_|LD_|PG).*"), "is handed on");
  }

  @Test
  void its_log_holds_no_data_of_users() throws Exception {
    PostgresPlace place = servers.made(servers.place());
    EmbeddedPostgres server = servers.start(place);
    Servers.sql(server, "create table mailbox (email text primary key)");
    Servers.sql(server, "insert into mailbox values ('ada@example.com')");

    assertThatThrownBy(() -> Servers.sql(server, "insert into mailbox values ('ada@example.com')"))
        .hasMessageContaining("duplicate key");
    assertThat(Files.readString(place.data().resolve("server.log")))
        .contains("duplicate key")
        .doesNotContain("ada@example.com");
  }

  /// Where the kernel allows root no user namespace, as in a container.
  @Test
  void root_without_namespaces_runs_it_as_nobody() throws Exception {
    assumeThat(Files.isReadable(ROOT_ONLY)).as("we are root").isTrue();
    PostgresPlace place = servers.place();
    Programs programs =
        new Programs(
            PostgresBinaries.unpack(place.archive(), place.programs()), Unprivileged.asNobody());
    DataFolder folder = new DataFolder(place, programs);
    folder.prepare();
    folder.configure();
    Postmaster postmaster = new Postmaster(folder, programs);

    postmaster.launch();

    try {
      assertThat(Files.getAttribute(place.data(), "unix:uid")).isEqualTo(65534);
      assertThat(Files.getAttribute(servers.processFolder(), "unix:uid")).isEqualTo(65534);
      assertThat(postmaster.takeOver()).contains(place.port());
    } finally {
      postmaster.stop();
    }
    servers.start(place);
    assertThat(Files.getAttribute(place.data(), "unix:uid")).isEqualTo(0);
  }

  @Test
  @Tag("slow")
  void programs_that_lost_a_file_are_unpacked_again() throws Exception {
    PostgresArchive archive = PostgresArchive.bundled();
    Path folder = servers.home().resolve("programs");
    Path programs = PostgresBinaries.unpack(archive, folder);
    Path library = programs.resolve("lib/postgresql/plpgsql.so");
    long size = Files.size(library);
    Files.write(library, new byte[0]);

    PostgresBinaries.unpack(archive, folder);

    assertThat(library).hasSize(size);
    try (var all = Files.list(folder)) {
      assertThat(all.map(Folders::name))
          .containsExactlyInAnyOrder(archive.name(), ".unpacking.lock");
    }
  }

  private static List<InetAddress> otherAddresses() throws IOException {
    List<InetAddress> found = new ArrayList<>();
    for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
      card.inetAddresses()
          .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
          .forEach(found::add);
    }
    return found;
  }
}
