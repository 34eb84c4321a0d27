package dev.rollcall.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.rollcall.api.mock.MockDoor;
import dev.rollcall.api.neon.DoctorRoutes;
import dev.rollcall.api.neon.ManagementDoor;
import dev.rollcall.api.neon.ManagementRoutes;
import dev.rollcall.api.neon.Operations;
import dev.rollcall.api.neon.SqlRoutes;
import dev.rollcall.api.neon.UserRoutes;
import dev.rollcall.api.webhook.WebhookDoor;
import dev.rollcall.config.Config;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.http.HttpDoor;
import dev.rollcall.http.PortTakenException;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.ApiKeys;
import dev.rollcall.project.ApplicationKeys;
import dev.rollcall.project.AuthProjects;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.project.KeyIssuer;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.Projects;
import dev.rollcall.provider.Dialect;
import dev.rollcall.secret.MasterKey;
import dev.rollcall.secret.Secrets;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running server. Starts from the ground up, and listens for HTTP last; stops the other way
/// round.
public final class App {
  private static final Logger LOG = LoggerFactory.getLogger(App.class);

  /// The project that every server has.
  public static final ProjectId DEFAULT = new ProjectId("default");

  private final DataFolder folder;
  private final Databases databases;
  private final DataSource control;
  private final ProjectServers projects;
  private final Doors doors;
  private final Config config;
  private volatile Map<String, String> applicationVariables = Map.of();

  private App(
      DataFolder folder,
      Databases databases,
      DataSource control,
      ProjectServers projects,
      Doors doors,
      Config config) {
    this.folder = folder;
    this.databases = databases;
    this.control = control;
    this.projects = projects;
    this.doors = doors;
    this.config = config;
  }

  /// Starts a server and returns once it is healthy.
  ///
  /// @throws StartException if it cannot be started; the message says why and what to do
  public static App start(Config config, List<Dialect> dialects) {
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    DataFolder folder = new DataFolder(config.dataFolder());
    try {
      folder.take();
      // Starting Postgres keeps one core busy; the other one loads what comes after it.
      Thread.ofPlatform().daemon().name("warm up").start(HttpDoor::warmUp);
      return start(config, dialects, folder, clock, random);
    } catch (PortTakenException taken) {
      throw notStarted(folder, new StartException(String.valueOf(taken.getMessage()), taken));
    } catch (IOException failure) {
      throw notStarted(
          folder, new StartException("The data folder cannot be used: " + failure, failure));
    } catch (RuntimeException failure) {
      throw notStarted(folder, failure);
    }
  }

  private static RuntimeException notStarted(DataFolder folder, RuntimeException failure) {
    try {
      folder.release();
    } catch (IOException alsoFailed) {
      failure.addSuppressed(alsoFailed);
    }
    return failure;
  }

  private static App start(
      Config config,
      List<Dialect> dialects,
      DataFolder folder,
      InstantSource clock,
      SecureRandom random)
      throws IOException {
    MasterKey masterKey =
        config.masterKey() == null
            ? MasterKey.fromFile(folder.masterKey(), random)
            : MasterKey.of(config.masterKey());
    Certificates certificates = Certificates.of(config, clock, random);
    Databases databases = Databases.of(config, folder, random);
    try {
      return start(config, dialects, folder, certificates, databases, masterKey, clock, random);
    } catch (IOException | RuntimeException failure) {
      databases.stop();
      throw failure;
    }
  }

  private static App start(
      Config config,
      List<Dialect> dialects,
      DataFolder folder,
      Certificates certificates,
      Databases databases,
      MasterKey masterKey,
      InstantSource clock,
      SecureRandom random)
      throws IOException {
    DataSource control = databases.control();
    Provisioning provisioning = new Provisioning(databases);
    provisioning.prepareControl(control);
    Database controlDatabase = new Database(control);
    Ground ground = new Ground(controlDatabase, new Secrets(masterKey, random), random, clock);
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
    ProjectServers servers =
        new ProjectServers(
            projects,
            databases,
            provisioning,
            connectors,
            builtIns,
            new ProjectWorks(ground, databases, builtIn, rowSecurity, visibility, config));
    working.set(servers);
    @Nullable Mocks mocks =
        config.demo()
            ? new Mocks(id -> servers.server(id).isPresent(), folder, caller, clock, random)
            : null;
    SqlOverHttp sql =
        new SqlOverHttp(ground, databases, servers, rowSecurity, builtIn.identities());
    AtomicBoolean ready = new AtomicBoolean();
    HttpDoor http =
        new HttpDoor(
            config.host(),
            config.port(),
            certificates.listener(),
            routes -> {
              visibility.route(routes, keys, servers, databases, control, config);
              routes.register("/health", new HealthDoor(ready::get, servers::troubles));
              routes.register(
                  "/webhooks",
                  new WebhookDoor(id -> servers.server(id).map(ProjectServer::delivery)));
              List<ManagementRoutes> more = new ArrayList<>(builtIn.management());
              more.add(new UserRoutes(servers, new Erasures(byId, builtIn, clock)));
              more.add(new SqlRoutes(sql::access));
              more.add(new DoctorRoutes(() -> servers.examine(atBuiltIn::notes)));
              routes.register("/api/v2", new ManagementDoor(servers, keys, atBuiltIn, more));
              routes.register("/api/v1", builtIn.door());
              routes.register("/sql", sql.door());
              if (mocks != null) {
                routes.register("/mock", new MockDoor(mocks::find));
              }
            });
    boolean shared = config.ownDatabase().isPresent();
    ProjectWatch watch = new ProjectWatch(projects, servers, shared);
    Doors doors = new Doors(http, certificates, builtIn, sql, mocks, visibility, watch);
    App app = new App(folder, databases, control, servers, doors, config);
    try {
      app.begin(projects, keys, builtIns, address);
      ready.set(true);
      atBuiltIn.warn();
    } catch (IOException | RuntimeException failure) {
      app.doors.http().stop();
      watch.stop();
      servers.stopAll();
      throw failure;
    }
    return app;
  }

  private void begin(Projects known, ApiKeys keys, BuiltIns builtIns, Address address)
      throws IOException {
    projects.startAll();
    new Declarations(projects, keys, config.declared()).apply();
    if (known.find(DEFAULT).isEmpty()) {
      new DefaultProject(projects, config).make();
    }
    doors.start();
    Mocks demo = doors.mocks();
    if (demo != null) {
      demo.listensAt(url());
    }
    URI publicUrl = address.known(url());
    Map<String, String> variables =
        new LinkedHashMap<>(
            builtIns.variables(
                DEFAULT, config.declared().builtIn(DEFAULT.value()), folder.env(), publicUrl));
    variables.putAll(ApplicationUrls.of(known.find(DEFAULT)));
    applicationVariables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    if (demo != null) {
      variables.putAll(demo.variables());
    }
    variables.putAll(doors.secureVariables());
    new Running(url(), publicUrl, folder)
        .write(keys, defaultLogin().map(doors.certificates()::named), variables);
    LOG.info("listening url={} postgres={}", url(), databases.description());
  }

  /// The address that it listens on.
  public URI url() {
    String host = config.host().equals("0.0.0.0") ? "127.0.0.1" : config.host();
    return URI.create("http://" + host + ":" + doors.http().port());
  }

  /// The same for TLS; empty if it does not listen for it.
  public Optional<URI> secureUrl() {
    return doors.secureUrl();
  }

  /// What an application needs to sign its users in, under the names that the SDKs read; empty
  /// while the default project has another provider.
  public Map<String, String> applicationVariables() {
    return applicationVariables;
  }

  public String postgres() {
    return databases.description();
  }

  /// Stops all of it; returns when Postgres is down.
  public void stop() {
    doors.stop();
    projects.stopAll();
    doors.visibility().stop();
    if (control instanceof HikariDataSource pool) {
      pool.close();
    }
    databases.stop();
    try {
      folder.release();
    } catch (IOException failure) {
      LOG.warn("The data folder could not be released: {}", failure.toString());
    }
  }

  /// What can be done with the projects, as the management API does it.
  Operations operations() {
    return projects;
  }

  /// How the application logs in to the default project's database.
  public Optional<DatabaseLogin> defaultLogin() {
    return projects
        .server(DEFAULT.value())
        .map(server ->
            Optional.ofNullable(server.project().ownerLogin()).orElse(server.project().login()));
  }
}
