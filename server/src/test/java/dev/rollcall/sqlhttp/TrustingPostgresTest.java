package dev.rollcall.sqlhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Pools;
import dev.rollcall.testing.SqlServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/// A Postgres that lets everybody in, as `trust` in `pg_hba.conf` has it.
class TrustingPostgresTest {
  private static final byte[] WELCOME = {'R', 0, 0, 0, 8, 0, 0, 0, 0, 'Z', 0, 0, 0, 5, 'I'};

  @Test
  void a_password_that_postgres_does_not_ask_for_lets_nobody_in() throws Exception {
    try (ServerSocket trusting = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread welcoming = Thread.startVirtualThread(() -> welcome(trusting));
      String url = "jdbc:postgresql://127.0.0.1:" + trusting.getLocalPort() + "/app";
      Database database = new Database(Pools.unpooled(url, "rollcall", "test"));
      try (SqlServer server = new SqlServer(database, url, SqlLimits.USUAL)) {
        assertThat(
                server
                    .nobody()
                    .with("Neon-Connection-String", "postgresql://postgres:guess@localhost/app")
                    .query("select 1")
                    .problem())
            .isEqualTo(
                "400 28000 this Postgres asks for no password (pg_hba.conf says trust or the like),"
                    + " so SQL over HTTP takes none: let it ask for one with scram-sha-256, or send"
                    + " a token");
      }
      welcoming.join();
    }
  }

  private static void welcome(ServerSocket server) {
    try (Socket client = server.accept()) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      in.readNBytes(in.readInt() - 4);
      client.getOutputStream().write(WELCOME);
      // Until it hangs up.
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
