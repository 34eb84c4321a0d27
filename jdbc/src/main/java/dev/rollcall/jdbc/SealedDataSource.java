package dev.rollcall.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A data source on which every transaction is the current user's: before its first statement, the
/// user's identity is sealed into it, or, where there is no user, nobody's. It goes around the
/// application's pool. A statement in autocommit mode becomes a transaction of its own.
public final class SealedDataSource implements DataSource {
  private final DataSource source;
  private final Supplier<@Nullable String> token;
  private final Sealing sealing;
  private final @Nullable SessionRoles roles;
  private final SessionReset reset;

  /// Takes no other role than the one that logged in, and sweeps away leftovers.
  ///
  /// @param source a pool, or whatever makes connections
  /// @param token the token of the request that is being answered, asked once for each transaction;
  ///   null for nobody
  public SealedDataSource(DataSource source, Supplier<@Nullable String> token, Sealing sealing) {
    this(source, token, sealing, null, SessionReset.LEFTOVERS);
  }

  private SealedDataSource(
      DataSource source,
      Supplier<@Nullable String> token,
      Sealing sealing,
      @Nullable SessionRoles roles,
      SessionReset reset) {
    this.source = source;
    this.token = token;
    this.sealing = sealing;
    this.roles = roles;
    this.reset = reset;
  }

  /// The same, with each transaction in one of these roles.
  public SealedDataSource in(SessionRoles other) {
    return new SealedDataSource(source, token, sealing, other, reset);
  }

  /// The same, with this swept away from connections that go back.
  public SealedDataSource sweeping(SessionReset other) {
    return new SealedDataSource(source, token, sealing, roles, other);
  }

  @Override
  public Connection getConnection() throws SQLException {
    return sealed(source.getConnection());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return sealed(source.getConnection(user, password));
  }

  private Connection sealed(Connection connection) {
    return new SealedConnection(connection, this::seal, reset).facade();
  }

  private void seal(Connection connection) throws SQLException {
    String current = token.get();
    sealing.seal(connection, current);
    if (roles != null) {
      try (var statement = connection.prepareStatement("select set_config('role', ?, true)")) {
        statement.setString(1, current == null ? roles.withoutUser() : roles.withUser());
        statement.execute();
      }
    }
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this)
        ? type.cast(this)
        : type.isInstance(source) ? type.cast(source) : source.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || type.isInstance(source) || source.isWrapperFor(type);
  }

  @Override
  public @Nullable PrintWriter getLogWriter() throws SQLException {
    return source.getLogWriter();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter writer) throws SQLException {
    source.setLogWriter(writer);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    source.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return source.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return source.getParentLogger();
  }
}
