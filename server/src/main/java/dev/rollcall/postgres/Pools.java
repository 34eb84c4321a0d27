package dev.rollcall.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// Makes connection pools.
public final class Pools {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration IDLE = Duration.ofSeconds(60);

  /// How long to wait for any answer. The other end may be gone without a word, and TCP alone would
  /// wait for a quarter of an hour.
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /// How long to wait for the answer to whether a connection is still good.
  private static final Duration STILL_GOOD = Duration.ofSeconds(1);

  private Pools() {}

  /// Closes the connections of a pool that nobody uses, and those in use when they are given back.
  public static void giveBack(DataSource source) {
    if (source instanceof HikariDataSource pool && !pool.isClosed()) {
      pool.getHikariPoolMXBean().softEvictConnections();
    }
  }

  /// Closes a pool for good.
  public static void close(DataSource source) {
    if (source instanceof HikariDataSource pool) {
      pool.close();
    }
  }

  /// Opens a connection each time it is asked, and says at once why that failed. For a first look.
  ///
  /// @param url without user and password
  public static DataSource unpooled(String url, String user, String password) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser(user);
    source.setPassword(password);
    source.setApplicationName("rollcall");
    source.setConnectTimeout((int) CONNECT.toSeconds());
    source.setPrepareThreshold(0);
    return source;
  }

  /// Opens no connection before the first is asked for, and closes those that are no longer used.
  ///
  /// @param url without user and password
  /// @param largest how many connections at most
  /// @param ownServer whether the server is ours alone; others may be behind a transaction pooler,
  ///   where a statement prepared on one connection is unknown on the next
  public static HikariDataSource open(
      String url, String user, String password, int largest, boolean ownServer) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(largest);
    config.setMinimumIdle(0);
    config.setIdleTimeout(IDLE.toMillis());
    config.setConnectionTimeout(CONNECT.toMillis());
    config.setValidationTimeout(STILL_GOOD.toMillis());
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("ApplicationName", "rollcall");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("connectTimeout", String.valueOf(CONNECT.toSeconds()));
    config.addDataSourceProperty("socketTimeout", String.valueOf(ANSWER.toSeconds()));
    if (ownServer) {
      // Whoever owns the database may set another search path for it, with functions of their own.
      config.addDataSourceProperty("options", "-c search_path=pg_catalog");
    } else {
      config.addDataSourceProperty("prepareThreshold", "0");
    }
    return new HikariDataSource(config);
  }
}
