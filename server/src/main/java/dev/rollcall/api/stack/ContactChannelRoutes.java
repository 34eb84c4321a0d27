package dev.rollcall.api.stack;

import dev.rollcall.auth.account.Account;
import dev.rollcall.auth.account.Channel;
import dev.rollcall.auth.account.ContactChannels.Change;
import dev.rollcall.auth.account.ContactChannels.NewChannel;
import dev.rollcall.auth.account.ContactChannels.Outcome;
import dev.rollcall.auth.account.Given;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The addresses of a user.
public final class ContactChannelRoutes implements RouteGroup {
  private static final Shape LIST =
      Shape.empty().with("user_id", Rule.userIdOrMe()).with("contact_channel_id", Rule.text());

  private static final Shape CREATE =
      Shape.empty()
          .with("user_id", Rule.userIdOrMe().defined())
          .with("type", Rule.text().oneOf("email").defined())
          .with("value", Rule.text().email().notEmpty().defined())
          .with("used_for_auth", Rule.bool().defined())
          .with("is_primary", Rule.bool());

  private static final Shape CHANGE =
      Shape.empty()
          .with("type", Rule.text().oneOf("email"))
          .with("value", Rule.text().email().notEmpty())
          .with("used_for_auth", Rule.bool())
          .with("is_primary", Rule.bool());

  private final ProviderRooms.Finder projects;

  public ContactChannelRoutes(ProviderRooms.Finder projects) {
    this.projects = projects;
  }

  @Override
  public void addTo(StackRoutes routes) {
    routes.get("/contact-channels", Access.CLIENT, this::list);
    routes.post("/contact-channels", Access.CLIENT, this::create);
    routes.get("/contact-channels/{user_id}/{channel_id}", Access.CLIENT, this::show);
    routes.patch("/contact-channels/{user_id}/{channel_id}", Access.CLIENT, this::change);
    routes.delete("/contact-channels/{user_id}/{channel_id}", Access.CLIENT, this::delete);
  }

  private StackAnswer list(StackRequest request) {
    Fields query = request.query(LIST);
    Optional<String> user = query.findText("user_id");
    if (user.isEmpty() && request.access() != Access.CLIENT) {
      throw request.mistakes(List.of("query.user_id must be defined"));
    }
    UUID account = own(request, user.orElse(""), "list");
    ProviderRooms rooms = projects.of(request.project().id());
    List<Map<String, Object>> items =
        rooms.database().inTransaction(tx -> rooms.channels().all(tx, account)).stream()
            .filter(channel ->
                query
                    .findText("contact_channel_id")
                    .filter(id -> !id.equals(channel.id().toString()))
                    .isEmpty())
            .map(ContactChannelRoutes::item)
            .toList();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("items", items);
    answer.put("is_paginated", false);
    return StackAnswer.ok(answer);
  }

  private StackAnswer create(StackRequest request) {
    Fields body = request.body(shape(request, CREATE));
    UUID account = own(request, body.text("user_id"), "create");
    ProviderRooms rooms = projects.of(request.project().id());
    NewChannel wanted =
        new NewChannel(
            body.text("value"),
            body.findBool("is_primary").orElse(false),
            Boolean.TRUE.equals(verified(body).or(false)),
            body.findBool("used_for_auth").orElse(false));
    return rooms
        .database()
        .inTransaction(tx ->
            kept(created(rooms.channels().add(tx, account, wanted, rooms.clock().instant()))));
  }

  /// Where a channel is made, only its user can be missing.
  private static StackAnswer created(Outcome outcome) {
    return outcome instanceof Outcome.Missing ? KnownError.USER_NOT_FOUND : answer(outcome, 201);
  }

  /// A refusal must leave nothing behind, so it is thrown inside the transaction.
  private static StackAnswer kept(StackAnswer answer) {
    if (answer.status() >= 400) {
      throw answer.refused();
    }
    return answer;
  }

  private StackAnswer show(StackRequest request) {
    UUID account = own(request, user(request), "read");
    UUID channel = channel(request);
    ProviderRooms rooms = projects.of(request.project().id());
    return rooms
        .database()
        .inTransaction(tx -> rooms.channels().find(tx, account, channel))
        .<StackAnswer>map(found -> StackAnswer.ok(item(found)))
        .orElseGet(ContactChannelRoutes::notFound);
  }

  private StackAnswer change(StackRequest request) {
    UUID account = own(request, user(request), "update");
    UUID channel = channel(request);
    Fields body = request.body(shape(request, CHANGE));
    ProviderRooms rooms = projects.of(request.project().id());
    Change wanted =
        new Change(
            body.findText("value").map(Given::as).orElseGet(Given::not),
            bool(body, "is_primary"),
            verified(body),
            bool(body, "used_for_auth"));
    return rooms
        .database()
        .inTransaction(tx ->
            kept(
                answer(
                    rooms.channels().change(tx, account, channel, wanted, rooms.clock().instant()),
                    200)));
  }

  private StackAnswer delete(StackRequest request) {
    UUID account = own(request, user(request), "delete");
    UUID channel = channel(request);
    ProviderRooms rooms = projects.of(request.project().id());
    boolean removed =
        rooms
            .database()
            .inTransaction(
                tx -> rooms.channels().remove(tx, account, channel, rooms.clock().instant()));
    return removed ? StackAnswer.success() : notFound();
  }

  private static StackAnswer answer(Outcome outcome, int status) {
    return switch (outcome) {
      case Outcome.Done(var channel) -> new JsonBody(status, item(channel), List.of());
      case Outcome.Missing() -> notFound();
      case Outcome.TakenByAnother(var value) ->
          DetailedError.contactChannelUsedForAuthBySomeoneElse("email", value);
      case Outcome.AlreadyThere() -> StackAnswer.plainError(400, "Contact channel already exists");
    };
  }

  /// The server may also say whether an address is verified.
  private static Shape shape(StackRequest request, Shape shape) {
    return request.access() == Access.CLIENT ? shape : shape.with("is_verified", Rule.bool());
  }

  private static Given<Boolean> verified(Fields body) {
    return bool(body, "is_verified");
  }

  private static Given<Boolean> bool(Fields body, String name) {
    return body.findBool(name).map(Given::as).orElseGet(Given::not);
  }

  static Map<String, Object> item(Channel channel) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("id", channel.id().toString());
    item.put("user_id", channel.account().toString());
    item.put("type", "email");
    item.put("value", channel.value());
    item.put("is_primary", channel.primary());
    item.put("is_verified", channel.verified());
    item.put("used_for_auth", channel.usedForAuth());
    return item;
  }

  static StackAnswer notFound() {
    return StackAnswer.plainError(404, "Contact channel not found");
  }

  private static String user(StackRequest request) {
    return request.parameter("user_id", Rule.userIdOrMe().defined());
  }

  static UUID channel(StackRequest request) {
    try {
      return UUID.fromString(request.parameter("channel_id"));
    } catch (IllegalArgumentException noUuid) {
      throw notFound().refused();
    }
  }

  /// The user who is meant; a client may only mean the one who is signed in.
  static UUID own(StackRequest request, String id, String verb) {
    boolean allowed =
        request.access() != Access.CLIENT
            || request.user().filter(user -> user.userId().equals(id)).isPresent();
    if (!allowed) {
      throw StackAnswer.plainError(
              403, "Client can only " + verb + " contact channels for their own user.")
          .refused();
    }
    return UUID.fromString(id);
  }

  static Account account(ProviderRooms rooms, UUID id) {
    return rooms
        .database()
        .inTransaction(tx -> rooms.accounts().find(tx, id))
        .orElseThrow(KnownError.USER_NOT_FOUND::refused);
  }
}
