package dev.rollcall.testing;

import dev.rollcall.api.sql.SqlDoor;
import dev.rollcall.http.HttpDoor;
import dev.rollcall.http.TrustedProxies;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.wire.WireTarget;
import dev.rollcall.project.ProjectId;
import dev.rollcall.secret.MasterKey;
import dev.rollcall.secret.Secret;
import dev.rollcall.secret.Secrets;
import dev.rollcall.sqlhttp.SqlEndpoint;
import dev.rollcall.sqlhttp.SqlGround;
import dev.rollcall.sqlhttp.SqlLimits;
import dev.rollcall.sqlhttp.SqlProject;
import dev.rollcall.sqlhttp.SqlProjects;
import dev.rollcall.token.Identities;
import dev.rollcall.token.Identity;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `/sql` over real HTTP for one test database. A token is the name of its user, and what
/// `X-Forwarded-For` says is believed.
public final class SqlServer implements SqlProjects, Identities, AutoCloseable {
  public static final ProjectId PROJECT = new ProjectId("default");

  private final SqlProject project;
  private final SqlEndpoint endpoint;
  private final HttpDoor door;
  private final HttpClient http = HttpClient.newHttpClient();

  /// @param url a JDBC URL with a superuser and a password
  public SqlServer(Database database, String url, SqlLimits limits) {
    this(database, url, limits, InstantSource.system());
  }

  /// The same with a clock, which must be Postgres' for those who bring a token.
  public SqlServer(Database database, String url, SqlLimits limits, InstantSource clock) {
    String bare = url.replaceFirst("\\?.*", "");
    this.project =
        new SqlProject(
            PROJECT,
            new WireTarget(bare, bare.substring(bare.lastIndexOf('/') + 1)),
            database,
            () -> database);
    SecureRandom random = new SecureRandom();
    Secrets secrets =
        new Secrets(
            MasterKey.of(new Secret(Base64.getEncoder().encodeToString(new byte[32]))), random);
    this.endpoint = new SqlEndpoint(this, this, new SqlGround(secrets, random, clock), limits);
    this.door =
        new HttpDoor(
            "127.0.0.1",
            0,
            routes ->
                routes.register("/sql", new SqlDoor(endpoint, TrustedProxies.of("127.0.0.1"))));
    door.start();
  }

  /// Somebody who has a token.
  public SqlClient user(String name) {
    return nobody().user(project.target().database(), name);
  }

  /// Somebody who has none.
  public SqlClient nobody() {
    return new SqlClient(http, URI.create("http://127.0.0.1:" + door.port()), Map.of())
        .as("anonymous", project.target().database());
  }

  public SqlEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public Optional<SqlProject> find(ProjectId id) {
    return Optional.of(project);
  }

  @Override
  public List<SqlProject> withDatabase(String name) {
    return List.of(project);
  }

  @Override
  public Identity identify(String token) {
    return new Identity.Known(
        PROJECT,
        Set.of("authenticated"),
        "https://issuer.test",
        "test",
        "{\"sub\":\"" + token + "\"}",
        Instant.now().plusSeconds(60));
  }

  @Override
  public void close() {
    door.stop();
    endpoint.close();
    http.close();
  }
}
