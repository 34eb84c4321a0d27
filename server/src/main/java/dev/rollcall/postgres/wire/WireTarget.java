package dev.rollcall.postgres.wire;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.core.PGStream;
import org.postgresql.core.SocketFactoryFactory;
import org.postgresql.jdbc.SslMode;
import org.postgresql.ssl.MakeSSL;
import org.postgresql.util.HostSpec;
import org.postgresql.util.PSQLException;

/// A database and how to reach it.
///
/// @param jdbcUrl without user and password; its settings for TLS are pgjdbc's and count here, too
public record WireTarget(String jdbcUrl, String database) {
  private static final int WANT_TLS = 80_877_103;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LARGEST_SEND = 8 << 10;

  /// A socket to Postgres, over TLS where the URL's `sslmode` wants it.
  Socket reach() throws IOException {
    Properties settings = Driver.parseURL(jdbcUrl, new Properties());
    if (settings == null) {
      throw new IllegalArgumentException("The database's URL is not one of Postgres");
    }
    HostSpec host =
        new HostSpec(
            String.valueOf(PGProperty.PG_HOST.getOrDefault(settings)).split(",", -1)[0],
            Integer.parseInt(
                String.valueOf(PGProperty.PG_PORT.getOrDefault(settings)).split(",", -1)[0]));
    try {
      PGStream stream =
          new PGStream(
              SocketFactoryFactory.getSocketFactory(settings),
              host,
              (int) PATIENCE.toMillis(),
              LARGEST_SEND);
      try {
        stream.getSocket().setSoTimeout((int) PATIENCE.toMillis());
        secure(stream, settings);
      } catch (IOException | PSQLException failure) {
        stream.getSocket().close();
        throw failure;
      }
      Socket socket = stream.getSocket();
      socket.setTcpNoDelay(true);
      return socket;
    } catch (SocketTimeoutException late) {
      throw new IOException("Postgres at " + host + " does not answer", late);
    } catch (PSQLException refused) {
      throw new IOException(refused.getMessage(), refused);
    }
  }

  private static void secure(PGStream stream, Properties settings)
      throws IOException, PSQLException {
    SslMode mode = SslMode.of(settings);
    boolean here = stream.getSocket().getInetAddress().isLoopbackAddress();
    if (mode == SslMode.DISABLE || mode == SslMode.ALLOW || (mode == SslMode.PREFER && here)) {
      return;
    }
    stream.sendInteger4(8);
    stream.sendInteger4(WANT_TLS);
    stream.flush();
    if (stream.receiveChar() == 'S') {
      MakeSSL.convert(stream, settings);
    } else if (mode != SslMode.PREFER) {
      throw new IOException(
          "Postgres offers no TLS, and the database's URL asks for it with sslmode=" + mode.value);
    }
  }
}
