package dev.rollcall.app;

import dev.rollcall.api.neon.JwksRoutes;
import dev.rollcall.api.neon.ManagementRoutes;
import dev.rollcall.doctor.Ailment;
import dev.rollcall.doctor.Ailment.Severity;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.PinnedCaller;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.AuthProjects;
import dev.rollcall.project.Issuer;
import dev.rollcall.project.Issuers;
import dev.rollcall.project.KeySets;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.PublishedKeys;
import dev.rollcall.rls.ImportedKeys.Step;
import dev.rollcall.token.Identities;
import dev.rollcall.token.IssuerDiscovery;
import dev.rollcall.token.IssuerKeys;
import dev.rollcall.token.KeyRing;
import dev.rollcall.token.ProjectIdentities;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Puts together whose tokens projects take besides those of their own provider.
final class OtherIssuers {
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration LONG_AGO = Duration.ofHours(1);

  /// An issuer that takes longer to answer is as good as away.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Function<String, Optional<ProjectServer>> servers;
  private final Issuers issuers;
  private final KeySets sets;
  private final IssuerKeys keys;
  private final KeyImport imports;
  private final Identities identities;
  private final IssuerOperations operations;
  private final InstantSource clock;
  private final Map<ProjectId, Loop> loops = new ConcurrentHashMap<>();

  /// @param ring the keys of built-in providers
  /// @param guard where issuers may be
  OtherIssuers(
      Ground ground,
      Databases databases,
      AuthProjects authProjects,
      KeyRing ring,
      Function<String, Optional<ProjectServer>> servers,
      Address address,
      EgressGuard guard) {
    this.servers = servers;
    this.clock = ground.clock();
    this.issuers = new Issuers(ground.control(), clock);
    this.sets = new KeySets(ground.control());
    PinnedCaller caller = new PinnedCaller(guard, clock, PATIENCE);
    this.keys = new IssuerKeys(sets, caller, clock);
    BuiltInIssuer builtIn = new BuiltInIssuer(authProjects, servers, address);
    this.imports = new KeyImport(databases, issuers, keys, ring, builtIn, clock);
    this.identities = new ProjectIdentities(builtIn::find, ring, issuers, keys, clock);
    this.operations =
        new IssuerOperations(
            new IssuerOperations.Rooms(issuers, sets, keys, new IssuerDiscovery(caller), ring),
            builtIn,
            project ->
                new Database(
                    databases.administer(
                        servers.apply(project.value()).orElseThrow().project().login())),
            this::bring);
    ring.whenChanged(this::wake);
    keys.whenChanged(this::wake);
  }

  /// Gives a project the loop that keeps keys fresh, and its database in step with them.
  void attach(ProjectServer server) {
    ProjectId id = server.project().id();
    loops.put(
        id,
        server.also(
            "keys",
            () -> {
              keys.refresh(issuers.all(id).stream().map(one -> one.settings().jwksUrl()).toList());
              imports.bringDue(server);
              return EVERY;
            }));
  }

  Identities identities() {
    return identities;
  }

  ManagementRoutes management() {
    return new JwksRoutes(operations, project -> servers.apply(project.value()).isPresent());
  }

  /// Has a project's database trust what the server does, now.
  void bring(ProjectId project) {
    servers.apply(project.value()).ifPresent(imports::bring);
  }

  /// What is wrong with issuers and their keys, after what is known already.
  List<Ailment> examine(List<Ailment> known) {
    List<Ailment> found = new ArrayList<>(known);
    issuers.all().forEach(issuer -> found.addAll(examine(issuer)));
    loops.keySet().stream()
        .sorted((a, b) -> a.value().compareTo(b.value()))
        .forEach(project ->
            imports.newest(project).ifPresent(step -> found.addAll(examine(project, step))));
    return found;
  }

  private List<Ailment> examine(Issuer issuer) {
    PublishedKeys kept = sets.find(issuer.settings().jwksUrl());
    Instant fetched = kept.fetchedAt();
    String whose = "The keys of " + issuer.settings().issuer();
    String last = fetched == null ? "There were never any" : "The last good ones are of " + fetched;
    if (kept.failure() != null) {
      return List.of(
          ailment(
              issuer.project(),
              "jwks_out_of_reach",
              whose
                  + " could not be fetched at "
                  + kept.failedAt()
                  + ": "
                  + kept.failure()
                  + ". "
                  + last
                  + ", and count for 24 hours",
              "See that "
                  + issuer.settings().jwksUrl()
                  + " answers, or: rollcall jwks remove "
                  + issuer.id()));
    }
    return fetched == null || fetched.plus(LONG_AGO).isBefore(clock.instant())
        ? List.of(
            ailment(
                issuer.project(),
                "jwks_old",
                whose + " were not fetched for long. " + last,
                "rollcall status, and the log, say what keeps the server from it"))
        : List.of();
  }

  private static List<Ailment> examine(ProjectId project, Step step) {
    return switch (step) {
      case Step.InStep(_, _, var refused) ->
          refused.stream()
              .map(sentence ->
                  ailment(
                      project,
                      "key_refused",
                      sentence,
                      "The issuer needs a new key under a name of its own"))
              .toList();
      case Step.Off() -> List.of();
      case Step.Outdated() ->
          List.of(
              ailment(
                  project,
                  "rls_outdated",
                  "Row-level security is of an older Rollcall, so its keys are not kept up to date",
                  "rollcall rls enable"));
      case Step.Closed() ->
          List.of(
              ailment(
                  project,
                  "keys_closed",
                  "The role that Rollcall connects with may not change the database's keys",
                  "grant neon_auth_keyadmin to that role"));
    };
  }

  private void wake(URI url) {
    issuers.all().stream()
        .filter(one -> one.settings().jwksUrl().equals(url))
        .map(Issuer::project)
        .forEach(this::wake);
  }

  private void wake(ProjectId project) {
    Loop loop = loops.get(project);
    if (loop != null) {
      loop.wake();
    }
  }

  private static Ailment ailment(ProjectId project, String check, String sentence, String mend) {
    return new Ailment(Severity.SERIOUS, project.value(), check, sentence, mend);
  }
}
