package dev.rollcall.app;

import dev.rollcall.http.JsonAnswer;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// `/health`: 200 while all of it works, else 503 and why. `/health/live`: 200 while the process
/// answers, so that whoever restarts it leaves it alone when only a database is away.
/// `/health/ready`: 200 while requests can be served; a project in trouble is named, and is no
/// reason to send those for other projects elsewhere.
final class HealthDoor implements HttpService {
  private final Supplier<Optional<String>> phase;
  private final Supplier<Optional<String>> control;
  private final ProjectServers projects;

  /// @param phase says that the server is starting or stopping; empty while it is at work. It is
  ///   starting until the file `env` is written, for which scripts wait here
  /// @param control says why the control database cannot be used; empty where it can
  HealthDoor(
      Supplier<Optional<String>> phase,
      Supplier<Optional<String>> control,
      ProjectServers projects) {
    this.phase = phase;
    this.control = control;
    this.projects = projects;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/", (_, response) -> open(all()).send(response));
    rules.get(
        "/live", (_, response) -> open(JsonAnswer.ok(Map.of("status", "live"))).send(response));
    rules.get("/ready", (_, response) -> open(ready()).send(response));
  }

  private JsonAnswer all() {
    Map<String, String> found = new TreeMap<>(projects.troubles());
    // A provider that is away is its own affair; what was synced can be read all the same.
    found.keySet().removeIf(name -> name.startsWith(ProjectServer.PROVIDER));
    phase.get().ifPresent(sentence -> found.put("start", sentence));
    return JsonAnswer.of(
        found.isEmpty() ? 200 : 503,
        Map.of("status", found.isEmpty() ? "ok" : "troubled", "troubles", found));
  }

  private JsonAnswer ready() {
    Map<String, String> reasons = new TreeMap<>();
    phase.get().ifPresent(sentence -> reasons.put("start", sentence));
    control.get().ifPresent(sentence -> reasons.put("control", sentence));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("status", reasons.isEmpty() ? "ready" : "not ready");
    answer.put("reasons", reasons);
    Map<String, Object> shown = new TreeMap<>();
    for (ProjectServer server : projects.all()) {
      shown.put(server.project().id().value(), project(server));
    }
    answer.put("projects", shown);
    return JsonAnswer.of(reasons.isEmpty() ? 200 : 503, answer);
  }

  private static Map<String, Object> project(ProjectServer server) {
    Map<String, String> troubles = server.status().troubles();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("status", troubles.isEmpty() ? "ok" : "troubled");
    shown.put("troubles", troubles);
    return shown;
  }

  /// The SDKs look here, from pages of any origin, when they get no answer.
  private static JsonAnswer open(JsonAnswer answer) {
    return answer.withHeader("access-control-allow-origin", "*");
  }
}
