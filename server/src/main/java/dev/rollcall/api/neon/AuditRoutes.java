package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.auth.guard.AuditEntry;
import dev.rollcall.auth.guard.AuditKind;
import dev.rollcall.auth.guard.AuditView;
import dev.rollcall.http.JsonAnswer;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `/projects/{project}/audit`: what happened to accounts, the newest first.
public final class AuditRoutes implements ManagementRoutes {
  private final AccountRooms.Finder projects;

  public AuditRoutes(AccountRooms.Finder projects) {
    this.projects = projects;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/projects/{project}/audit", answering(this::list));
  }

  private JsonAnswer list(ServerRequest request) {
    int limit = Requests.limit(request);
    AuditView.Filter filter =
        new AuditView.Filter(
            Requests.query(request, "kind").map(text -> kind(request, text)).orElse(null),
            Requests.queryOrNull(request, "user_id"),
            Requests.queryOrNull(request, "ip"));
    List<AuditEntry> entries =
        AccountRoutes.rooms(request, projects)
            .guard()
            .notes()
            .list(filter, Requests.number(request, "before").orElse(null), limit);
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("entries", entries.stream().map(AuditRoutes::view).toList());
    view.put("next", entries.size() < limit ? null : entries.getLast().number());
    return JsonAnswer.ok(view);
  }

  private static AuditKind kind(ServerRequest request, String text) {
    return Arrays.stream(AuditKind.values())
        .filter(kind -> kind.wireName().equals(text))
        .findFirst()
        .orElseThrow(() ->
            Problem.refusal(
                request,
                ErrorCode.INVALID_VALUE,
                "'kind' is '"
                    + text
                    + "', but one of: "
                    + Arrays.stream(AuditKind.values())
                        .map(AuditKind::wireName)
                        .collect(Collectors.joining(", "))
                    + "."));
  }

  private static Map<String, @Nullable Object> view(AuditEntry entry) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    view.put("number", entry.number());
    view.put("at", entry.at().toString());
    view.put("kind", entry.kind());
    view.put("user_id", entry.accountId());
    view.put("ip", entry.ip());
    view.put("detail", entry.detail());
    return view;
  }
}
