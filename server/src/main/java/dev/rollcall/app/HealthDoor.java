package dev.rollcall.app;

import dev.rollcall.http.JsonAnswer;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// `GET /health`: 200 while all of it works, else 503 and why.
final class HealthDoor implements HttpService {
  private final BooleanSupplier ready;
  private final Supplier<Map<String, String>> troubles;

  /// @param ready false until the file `env` is written, for which scripts wait here
  HealthDoor(BooleanSupplier ready, Supplier<Map<String, String>> troubles) {
    this.ready = ready;
    this.troubles = troubles;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get(
        "/",
        (_, response) -> {
          Map<String, String> found = new TreeMap<>(troubles.get());
          // A provider that is away is its own affair; what was synced can be read all the same.
          found.keySet().removeIf(name -> name.startsWith(ProjectServer.PROVIDER));
          if (!ready.getAsBoolean()) {
            found.put("start", "The server is still starting");
          }
          int status = found.isEmpty() ? 200 : 503;
          JsonAnswer.of(
                  status, Map.of("status", found.isEmpty() ? "ok" : "troubled", "troubles", found))
              // The SDKs look here, from pages of any origin, when they get no answer.
              .withHeader("access-control-allow-origin", "*")
              .send(response);
        });
  }
}
