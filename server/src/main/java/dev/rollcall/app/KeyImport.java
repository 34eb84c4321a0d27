package dev.rollcall.app;

import dev.rollcall.json.Json;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.AuthProject;
import dev.rollcall.project.Issuer;
import dev.rollcall.project.IssuerSettings;
import dev.rollcall.project.Issuers;
import dev.rollcall.project.ProjectId;
import dev.rollcall.rls.ImportedKey;
import dev.rollcall.rls.ImportedKeys;
import dev.rollcall.rls.ImportedKeys.Step;
import dev.rollcall.token.IssuerKey;
import dev.rollcall.token.IssuerKeys;
import dev.rollcall.token.KeyRing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Has projects' databases trust the keys that the server does, so that tokens are as good in plain
/// SQL as they are over HTTP.
final class KeyImport {
  private static final Logger LOG = LoggerFactory.getLogger(KeyImport.class);
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);
  private static final Duration OUT_OF_STEP = Duration.ofSeconds(30);

  private final Databases databases;
  private final Issuers issuers;
  private final IssuerKeys keys;
  private final KeyRing ring;
  private final BuiltInIssuer builtIn;
  private final InstantSource clock;
  private final Map<ProjectId, Done> done = new ConcurrentHashMap<>();

  KeyImport(
      Databases databases,
      Issuers issuers,
      IssuerKeys keys,
      KeyRing ring,
      BuiltInIssuer builtIn,
      InstantSource clock) {
    this.databases = databases;
    this.issuers = issuers;
    this.keys = keys;
    this.ring = ring;
    this.builtIn = builtIn;
    this.clock = clock;
  }

  private record Done(List<ImportedKey> keys, Step step, Instant at) {

    boolean isOver(List<ImportedKey> wanted, Instant now) {
      Duration again = step instanceof Step.InStep ? LOOK_AGAIN : OUT_OF_STEP;
      return !keys.equals(wanted) || !at.plus(again).isAfter(now);
    }
  }

  /// What came of the newest try; empty where there was none yet.
  Optional<Step> newest(ProjectId project) {
    return Optional.ofNullable(done.get(project)).map(Done::step);
  }

  /// Brings what changed, and looks now and then whether all is as it was left.
  void bringDue(ProjectServer server) {
    ProjectId project = server.project().id();
    List<ImportedKey> wanted = wanted(project);
    Done before = done.get(project);
    // While the project rests, nobody has turned it on through this server.
    boolean mayBeOn =
        before != null && before.step() instanceof Step.Off && !server.agenda().isResting();
    if (before != null && !mayBeOn && !before.isOver(wanted, clock.instant())) {
      return;
    }
    if (isOff(server)) {
      done.put(project, new Done(wanted, new Step.Off(), clock.instant()));
    } else {
      bring(server, wanted);
    }
  }

  /// Brings all of it now.
  void bring(ProjectServer server) {
    if (!isOff(server)) {
      bring(server, wanted(server.project().id()));
    }
  }

  private void bring(ProjectServer server, List<ImportedKey> wanted) {
    ProjectId project = server.project().id();
    Database database = new Database(databases.administer(server.project().login()));
    Step step = new ImportedKeys(database).bring(wanted);
    Done before = done.put(project, new Done(wanted, step, clock.instant()));
    if (before == null || !before.step().equals(step)) {
      tell(project, step);
    }
  }

  private static void tell(ProjectId project, Step step) {
    switch (step) {
      case Step.InStep(var brought, var withdrawn, var refused) -> {
        if (brought + withdrawn > 0) {
          LOG.info("project={} keys brought={} withdrawn={}", project, brought, withdrawn);
        }
        refused.forEach(sentence -> LOG.warn("project={} {}", project, sentence));
      }
      case Step.Off() -> LOG.info("project={} row-level security is off", project);
      case Step.Outdated() ->
          LOG.warn("project={} row-level security is out of date: rollcall rls enable", project);
      case Step.Closed() ->
          LOG.warn("project={} the database's keys cannot be changed: rollcall doctor", project);
    }
  }

  /// A cheap look.
  private static boolean isOff(ProjectServer server) {
    return server.database().reading(tx -> tx.number("select count(to_regproc('auth.installed'))"))
        == 0;
  }

  private List<ImportedKey> wanted(ProjectId project) {
    List<ImportedKey> wanted = new ArrayList<>();
    builtIn.find(project).ifPresent(own -> wanted.addAll(own(own)));
    Map<String, List<IssuerSettings>> byIssuer = new LinkedHashMap<>();
    for (Issuer issuer : issuers.all(project)) {
      byIssuer
          .computeIfAbsent(issuer.settings().issuer(), _ -> new ArrayList<>())
          .add(issuer.settings());
    }
    byIssuer.values().forEach(audiences -> wanted.addAll(others(audiences)));
    return wanted;
  }

  private List<ImportedKey> own(AuthProject project) {
    if (ring.keys(project.project()).isEmpty()) {
      return List.of();
    }
    List<ImportedKey> found = new ArrayList<>();
    for (JsonNode jwk : Json.MAPPER.readTree(ring.jwks(project.project())).path("keys")) {
      found.add(
          new ImportedKey(
              builtIn.of(project),
              jwk.path("kid").stringValue(),
              jwk.path("alg").stringValue(),
              jwk.toString(),
              List.of(project.authId()),
              List.of(IssuerSettings.USUAL_ROLE)));
    }
    return found;
  }

  /// @param audiences one issuer for each of its audiences; URL and roles are the same
  private List<ImportedKey> others(List<IssuerSettings> audiences) {
    IssuerSettings first = audiences.getFirst();
    List<String> names =
        audiences.stream().map(IssuerSettings::audience).filter(Objects::nonNull).sorted().toList();
    List<ImportedKey> found = new ArrayList<>();
    for (IssuerKey key : keys.current(first.jwksUrl())) {
      found.add(
          new ImportedKey(
              first.issuer(),
              key.kid(),
              key.key().algorithm().wireName(),
              key.jwk(),
              names,
              first.roles()));
    }
    return found;
  }
}
