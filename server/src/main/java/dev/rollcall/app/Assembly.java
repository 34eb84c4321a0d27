package dev.rollcall.app;

import dev.rollcall.api.mock.MockDoor;
import dev.rollcall.api.neon.ManagementDoor;
import dev.rollcall.api.neon.ManagementRoutes;
import dev.rollcall.api.neon.RlsRoutes;
import dev.rollcall.api.neon.SqlRoutes;
import dev.rollcall.api.neon.UserRoutes;
import dev.rollcall.api.webhook.WebhookDoor;
import dev.rollcall.config.Config;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.http.HttpDoor;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.ApiKeys;
import dev.rollcall.project.ApplicationKeys;
import dev.rollcall.project.AuthProjects;
import dev.rollcall.project.KeyIssuer;
import dev.rollcall.project.Projects;
import dev.rollcall.provider.Dialect;
import dev.rollcall.secret.MasterKey;
import dev.rollcall.secret.Secrets;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Makes every room and door of a server, from top to bottom; each line uses only what stands above
/// it.
///
/// @param random for keys, passwords and ids
record Assembly(
    Config config,
    List<Dialect> dialects,
    DataFolder folder,
    InstantSource clock,
    SecureRandom random) {

  /// Answers a server that listens and is healthy.
  App start(Certificates certificates, Databases databases, MasterKey masterKey)
      throws IOException {
    DataSource control = databases.control();
    Provisioning provisioning = new Provisioning(databases);
    provisioning.prepareControl(control);
    Database controlDatabase = new Database(control);
    Ground ground = Ground.of(controlDatabase, new Secrets(masterKey, random), random, clock);
    Projects projects = new Projects(controlDatabase, ground.secrets(), clock);
    ApiKeys keys = new ApiKeys(controlDatabase, random, clock);
    HttpCaller caller = new HttpCaller(new EgressGuard(true), clock);
    Visibility visibility = new Visibility(clock);
    Connectors connectors =
        new Connectors(
            dialects, caller, clock, (id, provider) -> visibility.of(id).calls(provider));
    AuthProjects authProjects = new AuthProjects(controlDatabase, ground.secrets(), clock);
    ApplicationKeys applicationKeys = new ApplicationKeys(controlDatabase, clock);
    KeyIssuer issuer = new KeyIssuer(applicationKeys, authProjects, random, clock);
    BuiltIns builtIns =
        new BuiltIns(projects, authProjects, applicationKeys, random, clock, config.sharedOwner());
    Address address = new Address(config);
    AtomicReference<@Nullable ProjectServers> working = new AtomicReference<>();
    Function<String, Optional<ProjectServer>> byId =
        id -> Optional.ofNullable(working.get()).flatMap(all -> all.server(id));
    BuiltInDoor builtIn =
        new BuiltInDoor(
            ground,
            authProjects,
            byId,
            address::url,
            config,
            issuer,
            new OwnedProjects(() -> Objects.requireNonNull(working.get()), authProjects, clock));
    BuiltInOperations atBuiltIn =
        new BuiltInOperations(authProjects, issuer, builtIn.keys(), byId, address, clock);
    RowSecurityAtStart rowSecurity = new RowSecurityAtStart(databases);
    EgressGuard toIssuers =
        config.development()
            ? new EgressGuard(true)
            : EgressGuard.naming(config.issuerNetworks(), "issuer_networks");
    OtherIssuers issuers =
        new OtherIssuers(ground, databases, authProjects, builtIn.keys(), byId, address, toIssuers);
    boolean shared = config.ownDatabase().isPresent();
    OtherServers others = new OtherServers(controlDatabase, shared);
    ProjectServers servers =
        new ProjectServers(
            projects,
            databases,
            provisioning,
            connectors,
            builtIns,
            new ProjectWorks(
                ground,
                databases,
                List.of(builtIn::attach, rowSecurity::attach, issuers::attach),
                visibility,
                others,
                config));
    working.set(servers);
    @Nullable Mocks mocks =
        config.demo()
            ? new Mocks(id -> servers.server(id).isPresent(), folder, caller, clock, random)
            : null;
    SqlOverHttp sql =
        new SqlOverHttp(ground, databases, servers, rowSecurity, issuers.identities(), config);
    HttpDoor http =
        new HttpDoor(
            config.host(),
            config.port(),
            certificates.listener(),
            routes -> {
              visibility.route(routes, keys, servers, databases, control, config);
              routes.register("/webhooks", new WebhookDoor(servers::delivery, ground.fail()));
              List<ManagementRoutes> more = new ArrayList<>(builtIn.management());
              more.add(new UserRoutes(servers, new Erasures(byId, builtIn, clock)));
              more.add(new SqlRoutes(sql::access));
              more.add(new RlsRoutes(servers, sql::dismiss));
              more.add(issuers.management());
              more.add(visibility.doctor(servers, atBuiltIn::notes, issuers::examine));
              routes.register("/api/v2", new ManagementDoor(servers, keys, atBuiltIn, more));
              routes.register("/api/v1", builtIn.door());
              routes.register("/sql", sql.door());
              if (mocks != null) {
                routes.register("/mock", new MockDoor(mocks::find));
              }
            });
    ProjectWatch watch = new ProjectWatch(projects, servers, others, shared);
    Doors doors = new Doors(http, certificates, builtIn, sql, mocks, visibility, watch);
    App app = new App(folder, databases, control, servers, doors, config);
    try {
      app.begin(projects, keys, builtIns, address);
      visibility.ready();
      atBuiltIn.warn();
    } catch (IOException | RuntimeException failure) {
      http.stop();
      watch.stop();
      servers.stopAll();
      throw failure;
    }
    return app;
  }
}
