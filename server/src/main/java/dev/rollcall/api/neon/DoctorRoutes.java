package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.doctor.Ailment;
import dev.rollcall.http.JsonAnswer;
import io.helidon.webserver.http.HttpRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// `/doctor`: what is wrong, or could be better.
public final class DoctorRoutes implements ManagementRoutes {
  private final Supplier<List<Ailment>> doctor;

  /// @param doctor examines all projects
  public DoctorRoutes(Supplier<List<Ailment>> doctor) {
    this.doctor = doctor;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/doctor", answering(_ -> examine()));
  }

  private JsonAnswer examine() {
    List<Map<String, String>> findings = doctor.get().stream().map(DoctorRoutes::view).toList();
    return JsonAnswer.ok(Map.of("findings", findings));
  }

  private static Map<String, String> view(Ailment ailment) {
    Map<String, String> view = new LinkedHashMap<>();
    view.put("severity", ailment.severity().name().toLowerCase(Locale.ROOT));
    view.put("project", ailment.project());
    view.put("check", ailment.check());
    view.put("sentence", ailment.sentence());
    view.put("mend", ailment.mend());
    return view;
  }
}
