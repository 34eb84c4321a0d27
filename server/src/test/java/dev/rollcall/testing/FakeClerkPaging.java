package dev.rollcall.testing;

import dev.rollcall.json.Json;
import io.helidon.common.uri.UriQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `GET /users`: the parameters that page and sort, checked as Clerk's description says.
public final class FakeClerkPaging {
  private static final Set<String> ORDERS =
      Set.of(
          "created_at",
          "updated_at",
          "email_address",
          "web3wallet",
          "first_name",
          "last_name",
          "phone_number",
          "username",
          "last_active_at",
          "last_sign_in_at");

  private FakeClerkPaging() {}

  /// What comes after a user who is no more.
  public enum LostUser {
    NOT_FOUND,
    UNPROCESSABLE,
    EMPTY_LIST
  }

  static FakeClerkReply list(FakeClerkUsers users, UriQuery query, LostUser lost) {
    long limit = number(query, "limit", 10);
    long offset = number(query, "offset", 0);
    String order = query.first("order_by").orElse("-created_at");
    boolean descending = order.startsWith("-");
    String key = order.startsWith("-") || order.startsWith("+") ? order.substring(1) : order;
    String after = query.first("starting_after").orElse("");
    if (limit < 1 || limit > 500 || offset < 0 || !ORDERS.contains(key)) {
      return FakeClerkReply.error(422, "form_param_format_invalid", "is invalid");
    }
    if (!after.isEmpty() && (!key.equals("created_at") || offset > 0)) {
      return FakeClerkReply.error(422, "form_param_value_invalid", "starting_after");
    }
    List<ObjectNode> all = new ArrayList<>(users.sorted(key, descending));
    if (!after.isEmpty()) {
      int at = all.stream().map(user -> user.get("id").stringValue()).toList().indexOf(after);
      if (at < 0) {
        return lost(lost);
      }
      all = all.subList(at + 1, all.size());
    }
    long createdAfter = number(query, "created_at_after", Long.MIN_VALUE);
    long createdBefore = number(query, "created_at_before", Long.MAX_VALUE);
    ArrayNode page = Json.MAPPER.createArrayNode();
    all.stream()
        .filter(user -> user.get("created_at").longValue() > createdAfter)
        .filter(user -> user.get("created_at").longValue() < createdBefore)
        .skip(offset)
        .limit(limit)
        .forEach(page::add);
    return FakeClerkReply.of(page);
  }

  private static FakeClerkReply lost(LostUser lost) {
    return switch (lost) {
      case NOT_FOUND -> FakeClerkReply.notFound();
      case UNPROCESSABLE -> FakeClerkReply.error(422, "form_param_value_invalid", "starting_after");
      case EMPTY_LIST -> FakeClerkReply.of(Json.MAPPER.createArrayNode());
    };
  }

  private static long number(UriQuery query, String name, long otherwise) {
    return query.first(name).map(Long::parseLong).orElse(otherwise);
  }
}
