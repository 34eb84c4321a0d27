package dev.rollcall.app;

import dev.rollcall.api.neon.ProjectRooms;
import dev.rollcall.auth.account.BuiltInConnector;
import dev.rollcall.doctor.Ailment;
import dev.rollcall.doctor.Ailment.Severity;
import dev.rollcall.doctor.Doctor;
import dev.rollcall.doctor.References;
import dev.rollcall.project.Project;
import dev.rollcall.project.ProjectId;
import dev.rollcall.rls.RowSecurity;
import dev.rollcall.rls.RowSecurityStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The checks of one project, put together.
final class Checkup {
  private final ProjectServer server;
  private final Project project;
  private final RowSecurity rowSecurity;
  private final Function<ProjectId, List<String>> notes;

  /// @param notes what the built-in provider has to say
  Checkup(ProjectServer server, RowSecurity rowSecurity, Function<ProjectId, List<String>> notes) {
    this.server = server;
    this.project = server.project();
    this.rowSecurity = rowSecurity;
    this.notes = notes;
  }

  Doctor doctor() {
    return new Doctor(
        project.id().value(),
        List.of(
            this::troubles,
            this::provider,
            this::builtIn,
            this::events,
            new References(project.id().value(), server.database(), project.table()),
            this::rowSecurity));
  }

  private List<Ailment> troubles() {
    List<Ailment> found = new ArrayList<>();
    server
        .status()
        .troubles()
        .forEach((what, sentence) ->
            found.add(serious("trouble", what + ": " + sentence, "It is tried again by itself")));
    return found;
  }

  private List<Ailment> provider() {
    return server.connector().isPresent()
        ? List.of()
        : List.of(
            advice(
                "not_connected",
                "The project has no provider that can be spoken to",
                "rollcall connect --help"));
  }

  private List<Ailment> builtIn() {
    List<Ailment> found = new ArrayList<>();
    for (String note : notes.apply(project.id())) {
      found.add(
          serious("redirects_to_localhost", note, "rollcall project set allow_localhost=false"));
    }
    boolean builtIn =
        project.connected().filter(one -> one.id().equals(BuiltInConnector.ID)).isPresent();
    if (builtIn && project.ownerLogin() == null) {
      found.add(
          advice(
              "shared_owner",
              "Credentials are in a database where the application's own role can read them",
              "Use the embedded Postgres, or see that the application cannot run foreign SQL"));
    }
    return found;
  }

  private List<Ailment> events() {
    ProjectRooms rooms = server.rooms();
    List<Ailment> found = new ArrayList<>();
    long quarantined = rooms.inbox().backlog().quarantined();
    if (quarantined > 0) {
      found.add(
          serious(
              "quarantine",
              quarantined + " events could not be applied",
              "rollcall event list --outcome quarantined"));
    }
    if (!rooms.reconciler().heldBack(1).isEmpty()) {
      found.add(
          serious(
              "held_back",
              "Deletions are held back, since they are many at once",
              "rollcall sync --dry-run, and --release if they are right"));
    }
    return found;
  }

  private List<Ailment> rowSecurity() {
    if (!(rowSecurity.status() instanceof RowSecurityStatus.On)) {
      return List.of();
    }
    return rowSecurity.weaknesses().stream()
        .map(weakness ->
            new Ailment(
                weakness.severity().equals("medium") ? Severity.ADVICE : Severity.SERIOUS,
                project.id().value(),
                "rls_" + weakness.check(),
                weakness.object() + ": " + weakness.detail(),
                weakness.mend()))
        .toList();
  }

  private Ailment serious(String check, String sentence, String mend) {
    return new Ailment(Severity.SERIOUS, project.id().value(), check, sentence, mend);
  }

  private Ailment advice(String check, String sentence, String mend) {
    return new Ailment(Severity.ADVICE, project.id().value(), check, sentence, mend);
  }
}
