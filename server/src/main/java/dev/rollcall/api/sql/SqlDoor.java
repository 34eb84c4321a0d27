package dev.rollcall.api.sql;

import dev.rollcall.http.RequestBody;
import dev.rollcall.http.RequestRefusedException;
import dev.rollcall.http.TrustedProxies;
import dev.rollcall.postgres.wire.PostgresError;
import dev.rollcall.sqlhttp.ConnectionString;
import dev.rollcall.sqlhttp.SqlAnswer;
import dev.rollcall.sqlhttp.SqlEndpoint;
import dev.rollcall.sqlhttp.SqlRequest;
import dev.rollcall.sqlhttp.SqlTransaction;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /sql`, as the driver `@neondatabase/serverless` speaks it. Whatever the caller is to see
/// is answered with 400, since the driver shows nobody what comes with another status.
public final class SqlDoor implements HttpService {
  private static final Logger LOG = LoggerFactory.getLogger(SqlDoor.class);
  private static final int LIMIT = 10 << 20;
  private static final String ISOLATION = "Neon-Batch-Isolation-Level";
  private static final String READ_ONLY = "Neon-Batch-Read-Only";
  private static final String DEFERRABLE = "Neon-Batch-Deferrable";
  private static final Map<String, SqlTransaction.Isolation> LEVELS =
      Map.of(
          "ReadUncommitted", SqlTransaction.Isolation.READ_UNCOMMITTED,
          "ReadCommitted", SqlTransaction.Isolation.READ_COMMITTED,
          "RepeatableRead", SqlTransaction.Isolation.REPEATABLE_READ,
          "Serializable", SqlTransaction.Isolation.SERIALIZABLE);

  private static final HeaderName FORWARDED_FOR = HeaderNames.create("X-Forwarded-For");

  private final SqlEndpoint endpoint;
  private final TrustedProxies proxies;

  /// @param proxies whose word counts on where requests come from
  public SqlDoor(SqlEndpoint endpoint, TrustedProxies proxies) {
    this.endpoint = endpoint;
    this.proxies = proxies;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/", this::run).options("/", SqlDoor::allow);
  }

  private static void allow(ServerRequest request, ServerResponse response) {
    Answers.open(request, response);
    response.header(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST, OPTIONS");
    response.header(
        HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
        "Authorization, Neon-Connection-String, Neon-Raw-Text-Output, Neon-Array-Mode,"
            + " Neon-Pool-Opt-In, Neon-Batch-Read-Only, Neon-Batch-Isolation-Level,"
            + " Neon-Batch-Deferrable");
    response.header(HeaderNames.ACCESS_CONTROL_MAX_AGE, "86400");
    response.status(Status.OK_200).send();
  }

  private void run(ServerRequest request, ServerResponse response) {
    Answers.open(request, response);
    try {
      SentQuery sent = SentQuery.read(RequestBody.bytes(request, LIMIT));
      ResultJson results =
          new ResultJson(
              sent,
              new ResultJson.Form(
                  isTrue(request, "Neon-Raw-Text-Output"), isTrue(request, "Neon-Array-Mode")),
              LIMIT);
      SqlAnswer answer = endpoint.run(read(request, sent), results);
      send(request, response, answer, results);
    } catch (BadRequestException bad) {
      Answers.problem(response, 400, String.valueOf(bad.getMessage()));
    } catch (RequestRefusedException refused) {
      response.header(HeaderNames.CONNECTION, "close");
      Answers.problem(
          response, refused.answer().status(), "request is too large (max is " + LIMIT + " bytes)");
    }
  }

  private SqlRequest read(ServerRequest request, SentQuery sent) throws BadRequestException {
    Optional<String> connection = header(request, "Neon-Connection-String");
    if (connection.isEmpty()) {
      throw new BadRequestException("the header Neon-Connection-String is missing");
    }
    try {
      return new SqlRequest(
          ConnectionString.of(connection.get()),
          token(request),
          sent.queries().stream().map(SentQuery.One::statement).toList(),
          sent.together() ? together(request) : null,
          proxies.client(
              request.remotePeer().host(),
              request.headers().contains(FORWARDED_FOR)
                  ? request.headers().get(FORWARDED_FOR).allValues()
                  : List.of()));
    } catch (IllegalArgumentException bad) {
      throw new BadRequestException(String.valueOf(bad.getMessage()));
    }
  }

  private static @Nullable String token(ServerRequest request) throws BadRequestException {
    Optional<String> header = header(request, "Authorization");
    if (header.isEmpty()) {
      return null;
    }
    String text = header.get();
    if (!text.regionMatches(true, 0, "Bearer ", 0, 7) || text.substring(7).isBlank()) {
      throw new BadRequestException(
          "missing authentication credentials: required authorization bearer token in JWT format");
    }
    return text.substring(7).strip();
  }

  private static SqlTransaction together(ServerRequest request) throws BadRequestException {
    Optional<String> level = header(request, ISOLATION);
    if (level.isPresent() && !LEVELS.containsKey(level.get())) {
      throw new BadRequestException(
          "invalid isolation level '"
              + level.get()
              + "': it is one of ReadUncommitted, ReadCommitted, RepeatableRead and Serializable");
    }
    return new SqlTransaction(
        level.map(LEVELS::get).orElse(null),
        isTrue(request, READ_ONLY) ? Boolean.TRUE : null,
        isTrue(request, DEFERRABLE) ? Boolean.TRUE : null);
  }

  private static void send(
      ServerRequest request, ServerResponse response, SqlAnswer answer, ResultJson results) {
    switch (answer) {
      case SqlAnswer.Done _ -> {
        for (String name : new String[] {ISOLATION, READ_ONLY, DEFERRABLE}) {
          header(request, name)
              .ifPresent(value -> response.header(HeaderNames.create(name), value));
        }
        Answers.send(response, 200, results.bytes());
      }
      case SqlAnswer.Refused(PostgresError error) -> Answers.problem(response, 400, error);
      case SqlAnswer.TooLarge _ ->
          Answers.problem(response, 507, "response is too large (max is " + LIMIT + " bytes)");
      case SqlAnswer.Away(var reason) -> {
        LOG.warn("sql not run: {}", reason);
        Answers.problem(response, 503, "the database cannot be reached just now: try again");
      }
    }
  }

  private static boolean isTrue(ServerRequest request, String name) {
    return header(request, name).filter("true"::equals).isPresent();
  }

  private static Optional<String> header(ServerRequest request, String name) {
    return request.headers().first(HeaderNames.create(name));
  }
}
