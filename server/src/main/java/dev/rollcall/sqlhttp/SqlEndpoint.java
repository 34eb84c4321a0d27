package dev.rollcall.sqlhttp;

import dev.rollcall.jdbc.GatewayTicket;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.wire.PostgresError;
import dev.rollcall.postgres.wire.RefusedException;
import dev.rollcall.sqlhttp.SqlAnswer.Away;
import dev.rollcall.sqlhttp.SqlAnswer.Refused;
import dev.rollcall.token.Identities;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs a caller's own SQL. A user who brings a token gets a connection that is in no other
/// request's hands, logged in as a role that has no more than the user's rights, with the identity
/// sealed into the one transaction; whoever brings a password gets what that login may.
public final class SqlEndpoint implements AutoCloseable {
  private final Callers callers;
  private final Connections connections;
  private final Deadlines deadlines;
  private final GatewayKeys keys;
  private final InstantSource clock;

  public SqlEndpoint(
      SqlProjects projects, Identities identities, SqlGround ground, SqlLimits limits) {
    this.callers = new Callers(projects, identities);
    this.keys = new GatewayKeys(ground.secrets());
    this.connections = new Connections(keys, ground, limits);
    this.deadlines = new Deadlines(limits.deadline());
    this.clock = ground.clock();
  }

  /// @param results has what was answered, if it is done
  public SqlAnswer run(SqlRequest request, SqlResults results) {
    try {
      Caller caller = callers.find(request);
      return run(caller, request, results);
    } catch (RefusedException refused) {
      return new Refused(refused.error());
    } catch (LaneFullException full) {
      return Refused.because("53300", String.valueOf(full.getMessage()));
    } catch (IOException | DatabaseException away) {
      return new Away(String.valueOf(away.getMessage()));
    }
  }

  /// Closes connections that have not been used for long; done again and again.
  public void closeIdle() {
    connections.closeIdle();
  }

  /// Drops the roles that connections of a project log in with, where row-level security was turned
  /// off, and ends those connections.
  ///
  /// @return roles that stay, since something keeps Postgres from dropping them
  public List<String> dismiss(SqlProject project) {
    return connections.dismiss(project);
  }

  @Override
  public void close() {
    connections.closeAll();
    deadlines.close();
  }

  private SqlAnswer run(Caller caller, SqlRequest request, SqlResults results)
      throws IOException, RefusedException, LaneFullException {
    try {
      return runOnce(caller, request, results);
    } catch (NotBegunException notBegun) {
      // The backend is gone, or the database has another key, or none, since row-level security was
      // installed anew.
      connections.beginAnew(caller);
    }
    try {
      return runOnce(caller, request, results);
    } catch (NotBegunException again) {
      return again.answer();
    }
  }

  private SqlAnswer runOnce(Caller caller, SqlRequest request, SqlResults results)
      throws IOException, RefusedException, LaneFullException, NotBegunException {
    boolean alone = caller instanceof Caller.Owner && request.together() == null;
    // What runs alone cannot be sent again where it turns out that the backend was gone.
    SqlConnection connection = connections.borrow(caller, alone);
    Deadlines.Deadline deadline = deadlines.begin(connection.wire());
    SqlRun run = new SqlRun(connection, deadline, results);
    try {
      if (alone) {
        return inTime(deadline, run.alone(request.statements().getFirst()));
      }
      List<SqlStatement> beginning =
          beginning(caller, connection.wire().backend(), request.together());
      return inTime(deadline, run.together(beginning, request.statements()));
    } catch (IOException broken) {
      connection.wire().close();
      if (deadline.hasPassed()) {
        return late();
      }
      throw broken;
    } finally {
      connections.giveBack(caller, connection, deadline.end());
    }
  }

  private List<SqlStatement> beginning(
      Caller caller, int backend, @Nullable SqlTransaction together) {
    String begin = Objects.requireNonNullElse(together, SqlTransaction.USUAL).begin();
    List<SqlStatement> beginning = new ArrayList<>();
    beginning.add(new SqlStatement(begin, List.of()));
    Caller.@Nullable User user = caller instanceof Caller.Member member ? member.identity() : null;
    if (user != null) {
      beginning.add(
          new SqlStatement(
              "select auth.gateway_session($1, $2, $3, $4, $5, $6)",
              ticket(user, caller.project(), backend)));
    }
    return beginning;
  }

  /// As parameters, which no log and no view of running statements shows.
  private List<@Nullable String> ticket(Caller.User user, SqlProject project, int backend) {
    GatewayTicket ticket =
        GatewayTicket.of(
            user.claims(),
            GatewayKeys.ID,
            keys.key(project.id()),
            backend,
            clock.instant(),
            user.expiresAt());
    return List.of(
        ticket.claims(),
        String.valueOf(ticket.key()),
        String.valueOf(ticket.backend()),
        String.valueOf(GatewayTicket.micros(ticket.issuedAt())),
        String.valueOf(ticket.expiresAt().getEpochSecond()),
        "\\x" + HexFormat.of().formatHex(ticket.mac()));
  }

  private SqlAnswer inTime(Deadlines.Deadline deadline, SqlAnswer answer) {
    return deadline.hasPassed()
            && answer instanceof Refused(PostgresError error)
            && (error.code().equals("57014") || error.isFatal())
        ? late()
        : answer;
  }

  private SqlAnswer late() {
    return Refused.because(
        "57014",
        "canceling statement because the request took longer than "
            + deadlines.allowed().toSeconds()
            + " seconds");
  }
}
