package dev.rollcall.api.neon;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestBody;
import dev.rollcall.project.ApiKeys;
import dev.rollcall.secret.ApiKey;
import io.helidon.webserver.http.ServerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/api_keys`: who may use this API.
final class KeyRoutes {
  private static final int LONGEST_NAME = 64;

  private final ApiKeys keys;

  KeyRoutes(ApiKeys keys) {
    this.keys = keys;
  }

  record KeyBody(@Nullable String key_name) {}

  JsonAnswer list(ServerRequest request) {
    List<Map<String, @Nullable Object>> views = keys.all().stream().map(KeyRoutes::view).toList();
    return JsonAnswer.ok(Map.of("api_keys", views));
  }

  JsonAnswer create(ServerRequest request) {
    String name = RequestBody.json(request, Requests.MAX_BODY, KeyBody.class).key_name();
    if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
      throw Problem.refusal(
          request, ErrorCode.INVALID_VALUE, "The body needs a key_name of 1 to 64 characters.");
    }
    ApiKey key = keys.create(name);
    return JsonAnswer.ok(Map.of("id", key.id(), "name", name, "key", key.text().value()));
  }

  JsonAnswer revoke(ServerRequest request) {
    String id = request.path().pathParameters().get("id");
    if (!keys.revoke(id)) {
      throw Problem.refusal(request, ErrorCode.NOT_FOUND, "There is no API key '" + id + "'.");
    }
    return JsonAnswer.ok(Map.of("id", id, "revoked", true));
  }

  private static Map<String, @Nullable Object> view(ApiKeys.View key) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("id", key.id());
    view.put("name", key.name());
    view.put("created_at", key.createdAt().toString());
    view.put("last_used_at", key.lastUsedAt() == null ? null : String.valueOf(key.lastUsedAt()));
    return view;
  }
}
