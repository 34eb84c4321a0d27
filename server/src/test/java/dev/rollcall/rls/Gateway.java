package dev.rollcall.rls;

import dev.rollcall.jdbc.GatewayTicket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/// One pooled connection of a gateway that runs its users' own SQL: resets it, seals the user's
/// identity into a transaction, runs what the user sent, and ends the request when the user's SQL
/// has ended the transaction. A weakened one leaves some of that out.
final class Gateway implements Gate {
  static final byte[] KEY = new byte[32];

  private static final List<String> RESET =
      List.of(
          "set session authorization default",
          "reset all",
          "deallocate all",
          "close all",
          "unlisten *",
          "select pg_advisory_unlock_all()",
          "discard sequences");
  private static final String TRUSTED = "select body from secret order by id";

  private final Weakened weakness;
  private final Connection connection;
  private final int backend;

  private Gateway(Weakened weakness, Connection connection, int backend) {
    this.weakness = weakness;
    this.connection = connection;
    this.backend = backend;
  }

  static Gateway connect(Weakened weakness, String role, String url) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            url.replaceFirst("\\?.*", "")
                + "?prepareThreshold=0&user="
                + (weakness == Weakened.SET_ROLE ? "rls_shared" : role)
                + "&password=test");
    int backend = connection.unwrap(BaseConnection.class).getBackendPID();
    if (weakness == Weakened.NO_RESET) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("prepare trusted as " + TRUSTED);
      }
    }
    return new Gateway(weakness, connection, backend);
  }

  /// Runs statements as a user, or as nobody, and answers all cells, and the error that ended it.
  @Override
  public List<String> request(@Nullable String user, List<String> statements) {
    List<String> cells = new ArrayList<>();
    try {
      begin(user);
      for (String statement : statements) {
        run(statement, cells);
        if (weakness != Weakened.SET_ROLE && state() != TransactionState.OPEN) {
          break;
        }
      }
      end("commit");
    } catch (SQLException refused) {
      cells.add("error: " + refused.getMessage());
      try {
        end("rollback");
      } catch (SQLException gone) {
        cells.add("error: " + gone.getMessage());
      }
    }
    return cells;
  }

  /// Statements by themselves on a clean connection, each its own transaction; errors do not end
  /// it.
  @Override
  public List<String> session(List<String> statements) {
    List<String> cells = new ArrayList<>();
    try {
      reset();
    } catch (SQLException refused) {
      cells.add("error: " + refused.getMessage());
    }
    for (String statement : statements) {
      try {
        run(statement, cells);
      } catch (SQLException refused) {
        cells.add("error: " + refused.getMessage());
      }
    }
    return cells;
  }

  /// What the victim's application sends time and again.
  @Override
  public String trusted() {
    return weakness == Weakened.NO_RESET ? "execute trusted" : TRUSTED;
  }

  boolean lives() throws SQLException {
    return !connection.isClosed();
  }

  int backend() {
    return backend;
  }

  private void begin(@Nullable String user) throws SQLException {
    reset();
    List<String> ignored = new ArrayList<>();
    run("begin", ignored);
    if (weakness == Weakened.SET_ROLE) {
      run("set local role " + (user == null ? "anonymous" : "authenticated"), ignored);
    }
    if (user != null) {
      Instant now = Instant.now();
      GatewayTicket.of(SigningKey.claims(user), 1, KEY, backend, now, now.plusSeconds(60))
          .present(connection);
    }
  }

  private void reset() throws SQLException {
    List<String> ignored = new ArrayList<>();
    if (state() != TransactionState.IDLE) {
      run("rollback", ignored);
    }
    if (weakness != Weakened.NO_RESET) {
      for (String statement : RESET) {
        run(statement, ignored);
      }
    }
  }

  private void end(String how) throws SQLException {
    if (state() != TransactionState.IDLE) {
      run(how, new ArrayList<>());
    }
  }

  private TransactionState state() throws SQLException {
    return connection.unwrap(BaseConnection.class).getTransactionState();
  }

  private void run(String sql, List<String> cells) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(20);
      if (statement.execute(sql)) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
              cells.add(String.valueOf(rows.getString(i)));
            }
          }
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
