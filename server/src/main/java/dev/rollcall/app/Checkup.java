package dev.rollcall.app;

import dev.rollcall.auth.account.BuiltInConnector;
import dev.rollcall.auth.mail.FailedMails;
import dev.rollcall.doctor.Ailment;
import dev.rollcall.doctor.Ailment.Severity;
import dev.rollcall.doctor.ClockCheck;
import dev.rollcall.doctor.Doctor;
import dev.rollcall.doctor.ReferenceHolders;
import dev.rollcall.doctor.References;
import dev.rollcall.doctor.Rights;
import dev.rollcall.doctor.VersionCheck;
import dev.rollcall.inbox.InboxView.Backlog;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.ConnectedProvider;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.project.Project;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.Finding;
import dev.rollcall.rls.RowSecurity;
import dev.rollcall.rls.RowSecurityStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The checks of one project, put together.
final class Checkup {
  /// For all of a project's checks together.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration LAG = Duration.ofMinutes(1);
  private static final Duration FIRST_EVENT = Duration.ofMinutes(10);

  /// Mail servers quote the recipient, who is nobody's business here.
  private static final Pattern ADDRESS = Pattern.compile("[^\\s<>]+@[^\\s<>]+");

  private final ProjectServer server;
  private final Project project;
  private final RowSecurity rowSecurity;
  private final Function<ProjectId, List<String>> notes;
  private final ProjectMetrics metrics;
  private final InstantSource clock;

  /// @param notes what the built-in provider has to say
  Checkup(
      ProjectServer server,
      RowSecurity rowSecurity,
      Function<ProjectId, List<String>> notes,
      ProjectMetrics metrics,
      InstantSource clock) {
    this.server = server;
    this.project = server.project();
    this.rowSecurity = rowSecurity;
    this.notes = notes;
    this.metrics = metrics;
    this.clock = clock;
  }

  Doctor doctor() {
    String id = project.id().value();
    Database database = server.database();
    UsersTable table = project.table();
    DatabaseLogin owner = project.ownerLogin();
    Map<String, Doctor.Check> checks = new LinkedHashMap<>();
    checks.put("what is under way", this::troubles);
    checks.put("the provider", this::provider);
    checks.put("the built-in provider", this::builtIn);
    checks.put("the inbox", this::events);
    checks.put("the deletions that are held back", this::heldBack);
    checks.put("the mails", this::mails);
    checks.put("the versions", new VersionCheck(id, database, Provisioning.LATEST_PROJECT));
    checks.put("the database's clock", new ClockCheck(id, "the database's", this::databaseAhead));
    checks.put("the rights", new Rights(id, database, table, owner == null ? null : owner.user()));
    checks.put("the foreign keys", new References(id, database, table));
    checks.put("who may refer to users_sync", new ReferenceHolders(id, database, table));
    checks.put("row-level security", this::rowSecurity);
    return new Doctor(id, checks, PATIENCE);
  }

  private Optional<Duration> databaseAhead() {
    Instant before = clock.instant();
    Instant theirs =
        server
            .database()
            .reading(tx ->
                tx.one("select clock_timestamp() as now", row -> Columns.someTime(row, "now")))
            .orElseThrow();
    Duration least = Duration.between(clock.instant(), theirs);
    Duration most = Duration.between(before, theirs);
    return Optional.of(least.isPositive() ? least : most.isNegative() ? most : Duration.ZERO);
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
    Connector connector = server.connector().orElse(null);
    if (connector == null) {
      return List.of(
          advice(
              "not_connected",
              "The project has no provider that can be spoken to",
              "rollcall connect --help"));
    }
    List<Ailment> found = new ArrayList<>();
    String mend =
        "Mend it at the provider, or connect anew: rollcall connect "
            + connector.provider()
            + " --project "
            + project.id();
    for (Finding finding : connector.check()) {
      String sentence = finding.sentence().replaceFirst("\\.$", "");
      switch (finding.severity()) {
        case PROBLEM -> found.add(serious("provider_" + finding.code(), sentence, mend));
        case WARNING -> found.add(advice("provider_" + finding.code(), sentence, mend));
        case GOOD -> {
          // As it should be.
        }
      }
    }
    // What the check was just answered tells of the provider's clock, too.
    found.addAll(
        new ClockCheck(project.id().value(), "the provider's", metrics::providerAhead).look());
    return found;
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
    Backlog backlog = server.rooms().inbox().backlog();
    List<Ailment> found = new ArrayList<>();
    if (backlog.quarantined() > 0) {
      found.add(
          serious(
              "quarantine",
              backlog.quarantined() + " events could not be applied",
              "rollcall event list --outcome quarantined"));
    }
    Instant oldest = backlog.oldestWaiting();
    if (oldest != null && oldest.plus(LAG).isBefore(clock.instant())) {
      found.add(
          serious(
              "lag",
              "%d events wait to be applied, the oldest since %s"
                  .formatted(backlog.waiting(), oldest),
              "rollcall event list --outcome waiting, and event show says what each waits for"));
    }
    boolean webhooks = server.connector().filter(one -> one.reach().webhooks()).isPresent();
    Instant connected = project.connected().map(ConnectedProvider::connectedAt).orElse(null);
    if (webhooks
        && backlog.newest() == null
        && connected != null
        && connected.plus(FIRST_EVENT).isBefore(clock.instant())) {
      found.add(
          advice(
              "no_event_yet",
              "No event has come since the provider was connected, at " + connected,
              "See that it delivers to /webhooks/" + project.id() + " of the public URL"));
    }
    return found;
  }

  private List<Ailment> heldBack() {
    long heldBack = server.rooms().reconciler().heldBackCount();
    return heldBack == 0
        ? List.of()
        : List.of(
            serious(
                "held_back",
                heldBack + " deletions are held back, since they are many at once",
                "rollcall sync --dry-run, and --release if they are right"));
  }

  private List<Ailment> mails() {
    FailedMails mails = new FailedMails(server.database());
    return mails.latest(1).stream()
        .map(mail ->
            serious(
                "mails_failed",
                "%d mails were given up in the last day, the latest at %s: %s"
                    .formatted(
                        mails.count(), mail.at(), ADDRESS.matcher(mail.reason()).replaceAll("…")),
                "Look at the project's mail server; whoever needs a mail asks for another"))
        .toList();
  }

  /// Whoever has opened no table to users is not told how to open one more safely.
  private List<Ailment> rowSecurity() {
    if (!(rowSecurity.status() instanceof RowSecurityStatus.On)) {
      return List.of();
    }
    boolean inUse = rowSecurity.opensTables();
    return rowSecurity.weaknesses().stream()
        .filter(weakness -> inUse || !weakness.severity().equals("medium"))
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
