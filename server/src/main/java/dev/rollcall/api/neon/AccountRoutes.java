package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.auth.account.Account;
import dev.rollcall.auth.account.AccountChange;
import dev.rollcall.auth.account.AccountWritten;
import dev.rollcall.auth.account.UserJson;
import dev.rollcall.auth.guard.AuditKind;
import dev.rollcall.auth.guard.AuditNote;
import dev.rollcall.auth.password.Passwords.Prepared;
import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestBody;
import dev.rollcall.http.RequestRefusedException;
import dev.rollcall.secret.Secret;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/projects/{project}/auth/users`: the accounts of the built-in provider, as its operator keeps
/// them.
public final class AccountRoutes implements ManagementRoutes {
  static final String USERS = "/projects/{project}/auth/users";
  private static final String USER = USERS + "/{user}";
  private static final int LONGEST_REASON = 500;

  private final AccountRooms.Finder projects;

  public AccountRoutes(AccountRooms.Finder projects) {
    this.projects = projects;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post(USERS, answering(this::create));
    rules.delete(USER, answering(this::delete));
    rules.post(USER + "/ban", answering(this::ban));
    rules.post(USER + "/unban", answering(this::unban));
  }

  record NewUserBody(
      @Nullable String email,
      @Nullable String display_name,
      @Nullable String password,
      @Nullable Boolean email_verified) {}

  record BanBody(@Nullable String reason) {}

  private JsonAnswer create(ServerRequest request) {
    NewUserBody body = RequestBody.json(request, Requests.MAX_BODY, NewUserBody.class);
    AccountRooms rooms = rooms(request, projects);
    String email = body.email();
    if (email == null || !email.strip().matches("[^\\s@]+@[^\\s@]+")) {
      throw Problem.refusal(request, ErrorCode.INVALID_VALUE, "The body needs an email address.");
    }
    AccountChange wanted =
        AccountChange.NOTHING.withEmail(email.strip(), Boolean.TRUE.equals(body.email_verified()));
    String name = body.display_name();
    if (name != null) {
      wanted = wanted.withDisplayName(name);
    }
    String password = body.password();
    AccountChange whole =
        password == null ? wanted : wanted.withPasswordHash(hash(request, rooms, password));
    Instant now = rooms.clock().instant();
    UUID id = UUID.randomUUID();
    AccountWritten written =
        rooms
            .database()
            .inTransaction(tx -> {
              AccountWritten made = rooms.accounts().create(tx, id, whole, now, now);
              if (made instanceof AccountWritten.Written) {
                rooms.guard().note(tx, note(AuditKind.USER_CREATED, id));
              }
              return made;
            });
    return switch (written) {
      case AccountWritten.Written(var account) ->
          JsonAnswer.of(201, Map.of("user", UserJson.server(account)));
      case AccountWritten.EmailTaken(var taken) ->
          Problem.of(
              request,
              ErrorCode.EMAIL_TAKEN,
              "Somebody signs in with " + taken + " already: rollcall user list");
      case AccountWritten.Missing(), AccountWritten.IdTaken() ->
          throw new IllegalStateException("A new account cannot be found");
    };
  }

  private static String hash(ServerRequest request, AccountRooms rooms, String password) {
    return switch (rooms.passwords().prepare(new Secret(password))) {
      case Prepared.Ready(var hash) -> hash;
      case Prepared.Busy() ->
          throw Problem.refusal(
              request,
              ErrorCode.TOO_MANY_REQUESTS,
              "Too many passwords are being hashed just now. Try again in a second.");
      case Prepared.Unfit(var fault) ->
          throw Problem.refusal(
              request,
              ErrorCode.INVALID_VALUE,
              switch (fault) {
                case TOO_SHORT -> "The password is too short: use 8 characters or more.";
                case TOO_LONG -> "The password is too long.";
                case COMMON -> "The password is one of those that everybody tries first.";
              });
    };
  }

  private JsonAnswer delete(ServerRequest request) {
    AccountRooms rooms = rooms(request, projects);
    UUID id = user(request);
    boolean deleted =
        rooms
            .database()
            .inTransaction(tx -> {
              boolean gone = rooms.accounts().delete(tx, id, rooms.clock().instant());
              if (gone) {
                rooms.guard().note(tx, note(AuditKind.USER_DELETED, id));
              }
              return gone;
            });
    if (!deleted) {
      throw unknown(request);
    }
    return JsonAnswer.empty(204);
  }

  private JsonAnswer ban(ServerRequest request) {
    String reason = RequestBody.json(request, Requests.MAX_BODY, BanBody.class).reason();
    if (reason != null && reason.length() > LONGEST_REASON) {
      throw Problem.refusal(
          request,
          ErrorCode.INVALID_VALUE,
          "The reason is longer than " + LONGEST_REASON + " characters.");
    }
    AccountRooms rooms = rooms(request, projects);
    UUID id = user(request);
    return banned(
        request,
        rooms
            .database()
            .inTransaction(tx -> {
              AccountWritten written =
                  rooms.accounts().ban(tx, id, reason, rooms.clock().instant());
              if (written instanceof AccountWritten.Written) {
                rooms.sessions().endAll(tx, id, null);
                AuditNote note = note(AuditKind.USER_BANNED, id);
                rooms.guard().note(tx, reason == null ? note : note.with("reason", reason));
              }
              return written;
            }));
  }

  /// Sessions that began while the user was being banned are not to come back to life.
  private JsonAnswer unban(ServerRequest request) {
    AccountRooms rooms = rooms(request, projects);
    UUID id = user(request);
    return banned(
        request,
        rooms
            .database()
            .inTransaction(tx -> {
              Optional<Account> before = rooms.accounts().find(tx, id);
              if (before.isPresent() && before.get().ban() == null) {
                return new AccountWritten.Written(before.get());
              }
              AccountWritten written = rooms.accounts().unban(tx, id, rooms.clock().instant());
              if (written instanceof AccountWritten.Written) {
                rooms.sessions().endAll(tx, id, null);
                rooms.guard().note(tx, note(AuditKind.USER_UNBANNED, id));
              }
              return written;
            }));
  }

  private static JsonAnswer banned(ServerRequest request, AccountWritten written) {
    if (written instanceof AccountWritten.Written(var account)) {
      return JsonAnswer.ok(Map.of("user", UserJson.server(account)));
    }
    throw unknown(request);
  }

  private static AuditNote note(AuditKind kind, UUID id) {
    return AuditNote.of(kind).about(id.toString()).with("by", "operator");
  }

  /// @throws RequestRefusedException with 404 where the project has no accounts here
  static AccountRooms rooms(ServerRequest request, AccountRooms.Finder projects) {
    return projects
        .of(Requests.projectId(request))
        .orElseThrow(() ->
            Problem.refusal(
                request,
                ErrorCode.NOT_FOUND,
                "There is no project '"
                    + Requests.projectId(request)
                    + "' with the built-in provider, whose users are kept here."));
  }

  private static UUID user(ServerRequest request) {
    try {
      return UUID.fromString(request.path().pathParameters().get("user"));
    } catch (IllegalArgumentException noUuid) {
      throw unknown(request);
    }
  }

  private static RequestRefusedException unknown(ServerRequest request) {
    return Problem.refusal(
        request,
        ErrorCode.NOT_FOUND,
        "There is no user '" + request.path().pathParameters().get("user") + "'.");
  }
}
