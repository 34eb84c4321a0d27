package dev.rollcall.api.stack;

import dev.rollcall.auth.account.Account;
import dev.rollcall.auth.account.AccountChange;
import dev.rollcall.auth.account.AccountList;
import dev.rollcall.auth.account.AccountWritten;
import dev.rollcall.auth.account.Given;
import dev.rollcall.auth.account.UserJson;
import dev.rollcall.auth.guard.AuditKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Users: all of them for the application's server, oneself for a browser.
public final class UserRoutes implements RouteGroup {
  private static final Shape LIST =
      Shape.empty()
          .with("team_id", Rule.text().uuid())
          .with("limit", Rule.number().integer().atLeast(1))
          .with("cursor", Rule.text().uuid())
          .with("order_by", Rule.text().oneOf("signed_up_at"))
          .with("desc", Rule.bool())
          .with("query", Rule.text())
          .with("include_anonymous", Rule.bool())
          .with("only_anonymous", Rule.bool())
          .with("include_restricted", Rule.bool());

  private final ProviderRooms.Finder projects;

  public UserRoutes(ProviderRooms.Finder projects) {
    this.projects = projects;
  }

  @Override
  public void addTo(StackRoutes routes) {
    routes.get("/users/me", Access.CLIENT, this::me);
    routes.patch("/users/me", Access.CLIENT, this::updateMe);
    routes.delete("/users/me", Access.CLIENT, this::deleteMe);
    routes.get("/users", Access.SERVER, this::list);
    routes.post("/users", Access.SERVER, this::create);
    routes.get("/users/{user_id}", Access.SERVER, this::show);
    routes.patch("/users/{user_id}", Access.SERVER, this::update);
    routes.delete("/users/{user_id}", Access.SERVER, this::delete);
  }

  private StackAnswer me(StackRequest request) {
    UUID id = ProviderRooms.uuid(request.me());
    ProviderRooms rooms = projects.of(request.project().id());
    return rooms
        .database()
        .inTransaction(tx -> {
          Account account =
              rooms
                  .accounts()
                  .find(tx, id)
                  .orElseThrow(KnownError.CANNOT_GET_OWN_USER_WITHOUT_USER::refused);
          if (request.access() == Access.CLIENT) {
            rooms.accounts().active(tx, account, rooms.clock().instant());
          }
          return StackAnswer.ok(user(request, account));
        });
  }

  private StackAnswer updateMe(StackRequest request) {
    UUID id = ProviderRooms.uuid(request.me());
    boolean own = request.access() == Access.CLIENT;
    Fields body = request.body(own ? UserShapes.OWN_UPDATE : UserShapes.UPDATE);
    if (own) {
      body.findText("profile_image_url").ifPresent(ProfileImage::check);
    }
    return change(request, id, body);
  }

  private StackAnswer deleteMe(StackRequest request) {
    UUID id = ProviderRooms.uuid(request.me());
    ProviderRooms rooms = projects.of(request.project().id());
    if (request.access() == Access.CLIENT
        && !rooms.settings().settings().clientUserDeletionEnabled()) {
      return StackAnswer.plainError(400, "Client user deletion is not enabled for this project");
    }
    return delete(request, rooms, id);
  }

  private StackAnswer list(StackRequest request) {
    Fields query = request.query(LIST);
    ProviderRooms rooms = projects.of(request.project().id());
    AccountList.Query asked =
        new AccountList.Query(
            query.findText("cursor").map(UUID::fromString).orElse(null),
            query.findNumber("limit").map(limit -> (int) Math.min(limit, 1_000_000)).orElse(null),
            query.findBool("desc").orElse(false),
            query.findText("query").orElse(null));
    AccountList.Page page =
        query.findText("team_id").isPresent()
            ? new AccountList.Page(List.of(), null)
            : rooms.database().inTransaction(tx -> AccountList.page(tx, asked));
    List<ObjectNode> items = new ArrayList<>();
    page.accounts().forEach(account -> items.add(user(request, account)));
    Map<String, @Nullable Object> pagination = new LinkedHashMap<>();
    UUID next = page.next();
    pagination.put("next_cursor", next == null ? null : next.toString());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("items", items);
    answer.put("is_paginated", true);
    answer.put("pagination", pagination);
    return StackAnswer.ok(answer);
  }

  private StackAnswer create(StackRequest request) {
    Fields body = request.body(UserShapes.CREATE);
    ProviderRooms rooms = projects.of(request.project().id());
    AccountChange wanted = UserShapes.change(body, passwordHash(rooms, body));
    refuseWithoutEmail(wanted, wanted.email().or(null));
    Instant now = rooms.clock().instant();
    return rooms
        .database()
        .inTransaction(tx -> {
          UUID id = UUID.randomUUID();
          PasswordRoutes.note(rooms, tx, request, AuditKind.USER_CREATED, id);
          return written(request, 201, rooms.accounts().create(tx, id, wanted, now, now));
        });
  }

  private StackAnswer show(StackRequest request) {
    UUID id = id(request);
    ProviderRooms rooms = projects.of(request.project().id());
    return rooms
        .database()
        .inOneQuery(tx -> rooms.accounts().find(tx, id))
        .<StackAnswer>map(account -> StackAnswer.ok(user(request, account)))
        .orElse(KnownError.USER_NOT_FOUND);
  }

  private StackAnswer update(StackRequest request) {
    UUID id = id(request);
    return change(request, id, request.body(UserShapes.UPDATE));
  }

  private StackAnswer delete(StackRequest request) {
    return delete(request, projects.of(request.project().id()), id(request));
  }

  private static StackAnswer delete(StackRequest request, ProviderRooms rooms, UUID id) {
    boolean deleted =
        rooms
            .database()
            .inTransaction(tx -> {
              boolean gone = rooms.accounts().delete(tx, id, rooms.clock().instant());
              if (gone) {
                PasswordRoutes.note(rooms, tx, request, AuditKind.USER_DELETED, id);
              }
              return gone;
            });
    return deleted ? StackAnswer.success() : KnownError.USER_NOT_FOUND;
  }

  private StackAnswer change(StackRequest request, UUID id, Fields body) {
    ProviderRooms rooms = projects.of(request.project().id());
    if (body.findBool("is_anonymous").orElse(false)) {
      throw request.mistakes(
          List.of("body.is_anonymous must be one of the following values: false"));
    }
    AccountChange wanted = UserShapes.change(body, passwordHash(rooms, body));
    return rooms
        .database()
        .inTransaction(tx -> {
          Optional<Account> before = rooms.accounts().find(tx, id);
          if (before.isEmpty()) {
            return KnownError.USER_NOT_FOUND;
          }
          refuseWithoutEmail(wanted, wanted.email().or(before.get().email()));
          StackAnswer answer =
              written(
                  request, 200, rooms.accounts().change(tx, id, wanted, rooms.clock().instant()));
          // After the account is held: deleting its row takes the account first, then its sessions.
          if (wanted.passwordHash().present()) {
            rooms.sessions().endAll(tx, id, null);
            PasswordRoutes.note(rooms, tx, request, AuditKind.PASSWORD_CHANGED, id);
          }
          if (!Objects.equals(wanted.email().or(before.get().email()), before.get().email())) {
            PasswordRoutes.note(rooms, tx, request, AuditKind.EMAIL_CHANGED, id);
          }
          return answer;
        });
  }

  private static StackAnswer written(StackRequest request, int status, AccountWritten written) {
    return switch (written) {
      case AccountWritten.Written(var account) ->
          new JsonBody(status, user(request, account), List.of());
      // Refused as an exception, so that nothing of the change is kept.
      case AccountWritten.EmailTaken(var email) ->
          throw DetailedError.userEmailAlreadyExists(email).refused();
      case AccountWritten.Missing() -> throw KnownError.USER_NOT_FOUND.refused();
      case AccountWritten.IdTaken() ->
          throw KnownError.OAUTH_CONNECTION_ALREADY_CONNECTED_TO_ANOTHER_USER.refused();
    };
  }

  private static void refuseWithoutEmail(AccountChange wanted, @Nullable String email) {
    if (email != null) {
      return;
    }
    if (Boolean.TRUE.equals(wanted.emailUsedForAuth().or(false))) {
      throw StackAnswer.plainError(
              400, "primary_email_auth_enabled cannot be true without primary_email")
          .refused();
    }
    if (Boolean.TRUE.equals(wanted.emailVerified().or(false))) {
      throw StackAnswer.plainError(
              400, "primary_email_verified cannot be true without primary_email")
          .refused();
    }
  }

  private static Given<String> passwordHash(ProviderRooms rooms, Fields body) {
    boolean password = body.findText("password").isPresent();
    Optional<String> hash = body.findText("password_hash");
    if (password && hash.isPresent()) {
      throw StackAnswer.plainError(
              400, "Cannot set both password and password_hash at the same time.")
          .refused();
    }
    if ((password || hash.isPresent()) && !rooms.settings().settings().credentialEnabled()) {
      throw StackAnswer.plainError(400, "Password auth not enabled in the project").refused();
    }
    if (hash.isPresent()) {
      if (!rooms.passwords().understands(hash.get())) {
        throw StackAnswer.plainError(
                400,
                "Invalid password hash. Make sure it's a supported algorithm in Modular Crypt"
                    + " Format.")
            .refused();
      }
      return Given.as(hash.get());
    }
    if (password) {
      return Given.as(PasswordRoutes.prepared(rooms, body.text("password")));
    }
    return body.isNull("password") ? Given.as(null) : Given.not();
  }

  private static UUID id(StackRequest request) {
    return UUID.fromString(request.parameter("user_id", Rule.userIdOrMe().defined()));
  }

  static ObjectNode user(StackRequest request, Account account) {
    ObjectNode user =
        request.access() == Access.CLIENT ? UserJson.client(account) : UserJson.server(account);
    return request.profile() == CompatProfile.JUNE_2025 || request.access() == Access.CLIENT
        ? user
        : UserJson.later(user, account);
  }
}
