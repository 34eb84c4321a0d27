package dev.rollcall.app;

import dev.rollcall.api.neon.ErrorCode;
import dev.rollcall.api.neon.NewProject;
import dev.rollcall.api.neon.OperationRefusedException;
import dev.rollcall.api.neon.Operations;
import dev.rollcall.api.neon.ProjectRooms;
import dev.rollcall.api.webhook.WebhookDoor.Delivery;
import dev.rollcall.app.Databases.Logins;
import dev.rollcall.auth.account.BuiltInConnector;
import dev.rollcall.config.DeclaredBuiltIn;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.MigrationException;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.project.FieldPolicy;
import dev.rollcall.project.Project;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.Projects;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.Dialect;
import dev.rollcall.provider.Finding;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.reconcile.Comparison;
import dev.rollcall.reconcile.ComparisonRequest;
import dev.rollcall.rls.RowSecurity;
import dev.rollcall.sync.TableAlteredException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All projects at work in this server, and what can be done with them.
final class ProjectServers implements Operations {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectServers.class);

  private final Projects projects;
  private final Databases databases;
  private final Provisioning provisioning;
  private final Connectors connectors;
  private final BuiltIns builtIns;
  private final ProjectServerMaker maker;
  private final Map<String, ProjectServer> running = new ConcurrentSkipListMap<>();

  ProjectServers(
      Projects projects,
      Databases databases,
      Provisioning provisioning,
      Connectors connectors,
      BuiltIns builtIns,
      ProjectServerMaker maker) {
    this.projects = projects;
    this.databases = databases;
    this.provisioning = provisioning;
    this.connectors = connectors;
    this.builtIns = builtIns;
    this.maker = maker;
  }

  /// Puts a project to work.
  @FunctionalInterface
  interface ProjectServerMaker {
    ProjectServer make(Project project);
  }

  /// Puts every project to work that the control database knows. One that cannot be brought up to
  /// date holds up no other: it is tried again by its own loops.
  void startAll() {
    for (Project kept : projects.all()) {
      Project project = whereItIsNow(kept);
      boolean made = false;
      try {
        made =
            provisioning.prepare(
                project.table(), new Logins(project.login(), project.ownerLogin()));
      } catch (MigrationException | DatabaseException | TableAlteredException failure) {
        LOG.warn("project={} {}", project.id(), failure.getMessage());
      }
      ProjectServer server = start(project);
      if (made) {
        server.compareAnew();
      }
    }
  }

  private Project whereItIsNow(Project project) {
    Logins kept = new Logins(project.login(), project.ownerLogin());
    Logins now = databases.now(kept);
    if (now.equals(kept)) {
      return project;
    }
    projects.setLogins(project.id(), now.ours(), now.owner());
    return projects.find(project.id()).orElseThrow();
  }

  void stopAll() {
    running.values().forEach(ProjectServer::stop);
    running.clear();
  }

  Optional<ProjectServer> server(String id) {
    return Optional.ofNullable(running.get(id));
  }

  Collection<ProjectServer> all() {
    return List.copyOf(running.values());
  }

  Optional<Delivery> delivery(String id) {
    return server(id).map(ProjectServer::delivery);
  }

  @Override
  public List<ProjectRooms> projects() {
    return running.values().stream().map(ProjectServer::rooms).toList();
  }

  @Override
  public Optional<ProjectRooms> project(ProjectId id) {
    return server(id.value()).map(ProjectServer::rooms);
  }

  @Override
  public ProjectRooms create(NewProject wanted) {
    if (running.containsKey(wanted.id().value())) {
      throw exists(wanted.id());
    }
    try {
      DatabaseLogin login = wanted.login();
      Logins logins =
          login == null ? databases.provide(wanted.id(), wanted.table()) : new Logins(login, null);
      provisioning.prepare(wanted.table(), logins);
      // Of servers that start at once, one makes the default project, and all have it.
      if (!projects.create(
              wanted.id(), wanted.table(), wanted.removeDeleted(), logins.ours(), logins.owner())
          && !wanted.id().equals(App.DEFAULT)) {
        throw exists(wanted.id());
      }
    } catch (StartException
        | MigrationException
        | DatabaseException
        | TableAlteredException failure) {
      throw new OperationRefusedException(
          ErrorCode.DATABASE_REFUSED, String.valueOf(failure.getMessage()));
    }
    return start(projects.find(wanted.id()).orElseThrow()).rooms();
  }

  private static OperationRefusedException exists(ProjectId id) {
    return new OperationRefusedException(
        ErrorCode.PROJECT_EXISTS, "There is a project '" + id + "' already.");
  }

  @Override
  public List<Dialect> dialects() {
    return connectors.dialects();
  }

  @Override
  public List<Finding> connect(ProjectId id, ProviderId provider, ProviderSettings settings) {
    ProjectServer server = server(id.value()).orElseThrow();
    if (provider.equals(BuiltInConnector.ID)) {
      turnOnBuiltIn(id);
      return server.builtIn().check();
    }
    connectors.checkIds(provider, server.project().table());
    Connector connector = connectors.connector(id, provider, settings);
    List<Finding> findings = connector.check();
    if (findings.stream().noneMatch(one -> one.severity() == Finding.Severity.PROBLEM)) {
      projects.connect(id, provider, settings);
      server.use(projects.find(id).orElseThrow(), connector);
    }
    return findings;
  }

  /// Looks whether a connection could be made of these settings, without speaking to the provider.
  ///
  /// @throws IllegalArgumentException if not; the message names every mistake
  void tryOut(ProjectId id, ProviderId provider, ProviderSettings settings) {
    connectors.connector(id, provider, settings);
  }

  /// Connects a project without asking the provider first, which may start after us. Whether it
  /// answers, `status` says.
  void connectUntried(ProjectId id, ProviderId provider, ProviderSettings settings) {
    connectors.checkIds(provider, server(id.value()).orElseThrow().project().table());
    Connector connector = connectors.connector(id, provider, settings);
    projects.connect(id, provider, settings);
    server(id.value()).orElseThrow().use(projects.find(id).orElseThrow(), connector);
  }

  /// Gives a project the built-in provider, with an id that nobody chose.
  void turnOnBuiltIn(ProjectId id) {
    turnOnBuiltIn(id, (DeclaredBuiltIn) null);
  }

  /// Gives a project the built-in provider, under an id that was chosen.
  void turnOnBuiltIn(ProjectId id, String authId) {
    turnOnBuiltIn(id, DeclaredBuiltIn.withId(authId));
  }

  /// Takes it away again. The users stay in the project's database.
  void turnOffBuiltIn(ProjectId id) {
    builtIns.turnOff(id);
    server(id.value()).ifPresent(server -> server.use(projects.find(id).orElseThrow(), null));
  }

  /// Gives a project the built-in provider.
  ///
  /// @throws IllegalArgumentException if it cannot be had as it is declared
  void turnOnBuiltIn(ProjectId id, @Nullable DeclaredBuiltIn declared) {
    ProjectServer server = server(id.value()).orElseThrow();
    builtIns.turnOn(id, declared);
    server.use(projects.find(id).orElseThrow(), server.builtIn());
  }

  @Override
  public Comparison compare(ProjectId id, ComparisonRequest request) {
    ProjectServer server = server(id.value()).orElseThrow();
    if (server.connector().isEmpty()) {
      throw new OperationRefusedException(
          ErrorCode.NOT_CONNECTED,
          "The project '" + id + "' is not connected to a provider yet: rollcall connect.");
    }
    Comparison comparison = server.rooms().reconciler().begin(request);
    server.agenda().look();
    return comparison;
  }

  @Override
  public void setFields(ProjectId id, FieldPolicy fields) {
    projects.setFields(id, fields);
    ProjectServer server = server(id.value()).orElseThrow();
    server.use(projects.find(id).orElseThrow(), server.connector().orElse(null));
  }

  @Override
  public void grant(ProjectId id, String role) {
    Project project = server(id.value()).orElseThrow().project();
    try {
      provisioning.grant(project, role);
    } catch (DatabaseException refused) {
      throw new OperationRefusedException(
          ErrorCode.DATABASE_REFUSED, "Postgres refused the grant: " + refused.reason() + ".");
    }
  }

  @Override
  public RowSecurity rowSecurity(ProjectId id) {
    ProjectServer server = server(id.value()).orElseThrow();
    Database database = new Database(databases.administer(server.project().login()));
    return new RowSecurity(database.watchedBy(server.agenda()), server.project().table());
  }

  @Override
  public Map<String, String> troubles() {
    Map<String, String> all = new TreeMap<>(databases.troubles());
    running.forEach((_, server) -> all.putAll(server.status().troubles()));
    return all;
  }

  /// Takes up what another server did: made a project, or gave one another provider.
  void catchUp(Project found) {
    ProjectServer server = start(found);
    if (!server.project().equals(found)) {
      // Read once more: what was found may be from before a change that was made here.
      Project now = projects.find(found.id()).orElseThrow();
      if (!server.project().equals(now)) {
        server.use(now, connectors.connector(now, server::builtIn));
      }
    }
  }

  /// The project at work, which it may be already.
  private synchronized ProjectServer start(Project project) {
    ProjectServer before = running.get(project.id().value());
    if (before != null) {
      return before;
    }
    ProjectServer server = maker.make(project);
    server.use(project, connectors.connector(project, server::builtIn));
    server.start();
    running.put(project.id().value(), server);
    return server;
  }
}
