package dev.rollcall.app;

import dev.rollcall.api.neon.Operations;
import dev.rollcall.config.Config;
import dev.rollcall.http.HttpDoor;
import dev.rollcall.http.PortTakenException;
import dev.rollcall.postgres.Pools;
import dev.rollcall.project.ApiKeys;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.Projects;
import dev.rollcall.provider.Dialect;
import dev.rollcall.rls.RowSecurity;
import dev.rollcall.secret.MasterKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
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
  private final IdleMemory memory = new IdleMemory();
  private volatile Map<String, String> applicationVariables = Map.of();

  App(
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
      boolean fresh = !Files.exists(folder.postgres()) && config.ownDatabase().isEmpty();
      Thread.ofPlatform().daemon().name("warm up").start(() -> warmUp(fresh));
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

  private static void warmUp(boolean fresh) {
    HttpDoor.warmUp();
    if (fresh) {
      RowSecurity.prepare();
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
      return new Assembly(config, dialects, folder, clock, random)
          .start(certificates, databases, masterKey);
    } catch (IOException | RuntimeException failure) {
      databases.stop();
      throw failure;
    }
  }

  void begin(Projects known, ApiKeys keys, BuiltIns builtIns, Address address) throws IOException {
    projects.startAll();
    new Declarations(projects, keys, config.declared()).apply();
    if (known.find(DEFAULT).isEmpty()) {
      new DefaultProject(projects, config).make();
    }
    doors.start();
    doors.listenAt(url());
    URI publicUrl = address.known(url());
    Map<String, String> variables =
        new LinkedHashMap<>(
            builtIns.variables(
                DEFAULT, config.declared().builtIn(DEFAULT.value()), folder.env(), publicUrl));
    defaultLogin()
        .map(doors.certificates()::named)
        .ifPresent(login -> variables.put("DATABASE_URL", login.url().value()));
    variables.putAll(ApplicationUrls.of(known.find(DEFAULT), doors.certificates()::named));
    variables.putAll(doors.certificates().trust());
    applicationVariables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    variables.putAll(doors.variables());
    doors.sql().await(DEFAULT);
    new Running(url(), publicUrl, folder).write(keys, variables);
    memory.start();
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

  /// All that an application needs, under the names that the SDKs and the drivers read: its
  /// database, and what signs its users in while no other provider does that.
  public Map<String, String> applicationVariables() {
    return applicationVariables;
  }

  public String postgres() {
    return databases.description();
  }

  /// Stops all of it; returns when Postgres is down.
  public void stop() {
    memory.stop();
    // Streams of changes would hold the door open while it closes.
    projects.projects().forEach(rooms -> rooms.followers().close());
    doors.stop();
    projects.stopAll();
    doors.leave();
    Pools.close(control);
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
