package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestBody;
import dev.rollcall.project.FieldPolicy;
import dev.rollcall.project.ProjectId;
import dev.rollcall.sync.FieldRewrite;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/projects/{project}/fields`: which keys of a provider's records are stored.
final class FieldRoutes implements ManagementRoutes {
  private static final String FIELDS = "/projects/{project}/fields";

  /// How many rows, and how many events, one request looks at.
  private static final int AT_ONCE = 2_000;

  private final Operations operations;

  FieldRoutes(Operations operations) {
    this.operations = operations;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.put(FIELDS, answering(this::set));
    rules.post(FIELDS + "/apply", answering(this::apply));
  }

  record FieldsBody(@Nullable List<String> keep, @Nullable List<String> drop) {}

  record ApplyBody(@Nullable String after) {}

  private JsonAnswer set(ServerRequest request) {
    FieldsBody body = RequestBody.json(request, Requests.MAX_BODY, FieldsBody.class);
    ProjectId id = Requests.rooms(request, operations).project().id();
    try {
      operations.setFields(id, FieldPolicy.of(body.keep(), body.drop()));
    } catch (IllegalArgumentException wrong) {
      throw Problem.refusal(
          request, ErrorCode.INVALID_VALUE, String.valueOf(wrong.getMessage()) + ".");
    }
    return JsonAnswer.ok(
        Map.of("project", Views.project(Requests.rooms(request, operations).project())));
  }

  private JsonAnswer apply(ServerRequest request) {
    ApplyBody body = RequestBody.json(request, Requests.MAX_BODY, ApplyBody.class);
    FieldRewrite rewrite = Requests.rooms(request, operations).rewrite();
    FieldRewrite.Page page;
    try {
      page = rewrite.rewrite(body.after(), AT_ONCE);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw Problem.refusal(request, ErrorCode.DATABASE_AWAY, "The server is stopping.");
    }
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("changed", page.changed());
    view.put("locked", page.locked());
    view.put("payloads_dropped", rewrite.dropPayloads(AT_ONCE));
    view.put("next", page.next());
    return JsonAnswer.ok(view);
  }
}
