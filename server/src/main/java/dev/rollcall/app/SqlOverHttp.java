package dev.rollcall.app;

import dev.rollcall.api.sql.SqlDoor;
import dev.rollcall.config.Config;
import dev.rollcall.http.TrustedProxies;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.wire.WireTarget;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.project.ProjectId;
import dev.rollcall.sqlhttp.SqlAccess;
import dev.rollcall.sqlhttp.SqlEndpoint;
import dev.rollcall.sqlhttp.SqlGround;
import dev.rollcall.sqlhttp.SqlLimits;
import dev.rollcall.sqlhttp.SqlProject;
import dev.rollcall.sqlhttp.SqlProjects;
import dev.rollcall.token.Identities;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Puts SQL over HTTP together, over the databases of all projects.
final class SqlOverHttp implements SqlProjects {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(15);

  private final Databases databases;
  private final ProjectServers servers;
  private final RowSecurityAtStart rowSecurity;
  private final SqlEndpoint endpoint;
  private final TrustedProxies proxies;
  private final Loop idle;

  SqlOverHttp(
      Ground ground,
      Databases databases,
      ProjectServers servers,
      RowSecurityAtStart rowSecurity,
      Identities identities,
      Config config) {
    this.proxies = config.trustedProxies();
    this.rowSecurity = rowSecurity;
    this.databases = databases;
    this.servers = servers;
    this.endpoint =
        new SqlEndpoint(
            this,
            identities,
            new SqlGround(ground.secrets(), ground.random(), ground.clock()),
            config.development() ? SqlLimits.USUAL.lenient() : SqlLimits.USUAL);
    this.idle =
        new Loop(
            "idle sql",
            () -> {
              endpoint.closeIdle();
              return LOOK_EVERY;
            },
            new Troubles(_ -> {}));
  }

  SqlDoor door() {
    return new SqlDoor(endpoint, proxies);
  }

  /// Whom a project lets in without token and password.
  Optional<SqlAccess> access(ProjectId id) {
    return servers.server(id.value()).map(server -> new SqlAccess(server.database()));
  }

  /// Drops the roles of a project whose row-level security was turned off; answers those that stay.
  List<String> dismiss(ProjectId id) {
    return find(id).map(endpoint::dismiss).orElse(List.of());
  }

  /// Returns when the project's database is ready for its users' SQL.
  void await(ProjectId project) {
    rowSecurity.await(project);
  }

  void start() {
    idle.start();
  }

  void stop() {
    idle.stop();
    endpoint.close();
  }

  @Override
  public Optional<SqlProject> find(ProjectId id) {
    return servers.server(id.value()).map(this::project);
  }

  @Override
  public List<SqlProject> withDatabase(String name) {
    return servers.all().stream()
        .filter(server -> server.project().login().database().equals(name))
        .map(this::project)
        .toList();
  }

  private SqlProject project(ProjectServer server) {
    // What it writes may be about users; no transaction of ours tells of it.
    server.agenda().worked();
    DatabaseLogin login = server.project().login();
    return new SqlProject(
        server.project().id(),
        new WireTarget(login.jdbcUrl(), login.database()),
        server.database(),
        () -> {
          rowSecurity.await(server.project().id());
          return new Database(databases.administer(login));
        });
  }
}
