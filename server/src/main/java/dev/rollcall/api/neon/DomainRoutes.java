package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestBody;
import dev.rollcall.project.AuthProject;
import dev.rollcall.project.AuthSettings;
import dev.rollcall.project.TrustedDomain;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `/projects/{project}/auth/domains`: where the built-in provider may send browsers.
final class DomainRoutes {
  private static final String DOMAINS = "/projects/{project}/auth/domains";

  private final AuthRequests requests;

  DomainRoutes(AuthRequests requests) {
    this.requests = requests;
  }

  void routing(HttpRules rules) {
    rules.get(DOMAINS, answering(this::list));
    rules.post(DOMAINS, answering(this::add));
    rules.delete(DOMAINS, answering(this::remove));
  }

  record AddBody(@Nullable String domain, @Nullable String auth_provider) {}

  record RemoveBody(@Nullable String auth_provider, @Nullable List<@Nullable DomainBody> domains) {}

  record DomainBody(@Nullable String domain) {}

  private JsonAnswer list(ServerRequest request) {
    List<Map<String, Object>> views =
        requests.project(request).settings().domains().stream()
            .sorted(Comparator.comparing(AuthSettings.Domain::domain))
            .map(DomainRoutes::view)
            .toList();
    return JsonAnswer.ok(Map.of("domains", views));
  }

  private JsonAnswer add(ServerRequest request) {
    AuthProject project = requests.project(request);
    AddBody body = RequestBody.json(request, Requests.MAX_BODY, AddBody.class);
    AuthRequests.refuseOthers(request, body.auth_provider());
    String url = body.domain();
    if (url == null) {
      throw Problem.refusal(request, ErrorCode.INVALID_VALUE, "The body needs a domain.");
    }
    AuthSettings.Domain domain = checked(request, url);
    requests
        .auth()
        .change(
            project.project(),
            before -> {
              List<AuthSettings.Domain> all = new ArrayList<>(before.settings().domains());
              if (all.stream().anyMatch(one -> one.domain().equals(url))) {
                throw Problem.refusal(
                    request,
                    ErrorCode.ALREADY_EXISTS,
                    "The domain '" + url + "' is trusted already.");
              }
              all.add(domain);
              return before.with(before.settings().withDomains(all));
            });
    return JsonAnswer.empty(201);
  }

  private static AuthSettings.Domain checked(ServerRequest request, String url) {
    try {
      TrustedDomain domain = new TrustedDomain(url);
      return new AuthSettings.Domain(domain.url(), domain.handlerPath());
    } catch (IllegalArgumentException wrong) {
      throw Problem.refusal(request, ErrorCode.INVALID_VALUE, wrong.getMessage() + ".");
    }
  }

  private JsonAnswer remove(ServerRequest request) {
    AuthProject project = requests.project(request);
    RemoveBody body = RequestBody.json(request, Requests.MAX_BODY, RemoveBody.class);
    AuthRequests.refuseOthers(request, body.auth_provider());
    List<@Nullable DomainBody> sent = body.domains() == null ? List.of() : body.domains();
    List<String> urls =
        sent.stream().filter(Objects::nonNull).map(one -> String.valueOf(one.domain())).toList();
    if (urls.isEmpty()) {
      throw Problem.refusal(
          request, ErrorCode.INVALID_VALUE, "The body needs {\"domains\": [{\"domain\": ...}]}.");
    }
    requests
        .auth()
        .change(
            project.project(),
            before -> {
              List<AuthSettings.Domain> left = new ArrayList<>(before.settings().domains());
              for (String url : urls) {
                if (!left.removeIf(one -> one.domain().equals(url))) {
                  throw Problem.refusal(
                      request, ErrorCode.NOT_FOUND, "There is no domain '" + url + "'.");
                }
              }
              return before.with(before.settings().withDomains(left));
            });
    return JsonAnswer.empty(200);
  }

  private static Map<String, Object> view(AuthSettings.Domain domain) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("domain", domain.domain());
    view.put("auth_provider", AuthRequests.PROVIDER);
    return view;
  }
}
