package dev.rollcall.app;

import dev.rollcall.api.neon.AuthOperations;
import dev.rollcall.api.neon.ErrorCode;
import dev.rollcall.api.neon.OperationRefusedException;
import dev.rollcall.auth.account.AccountChange;
import dev.rollcall.auth.account.AccountWritten;
import dev.rollcall.auth.account.Accounts;
import dev.rollcall.auth.account.BuiltInConnector;
import dev.rollcall.project.AuthProject;
import dev.rollcall.project.AuthProjects;
import dev.rollcall.project.KeyIssuer;
import dev.rollcall.project.ProjectId;
import dev.rollcall.token.KeyRing;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an operator does at the built-in provider of projects.
final class BuiltInOperations implements AuthOperations {
  private static final Logger LOG = LoggerFactory.getLogger(BuiltInOperations.class);

  private final AuthProjects projects;
  private final KeyIssuer keys;
  private final KeyRing signing;
  private final Function<String, Optional<ProjectServer>> servers;
  private final Address address;
  private final InstantSource clock;

  BuiltInOperations(
      AuthProjects projects,
      KeyIssuer keys,
      KeyRing signing,
      Function<String, Optional<ProjectServer>> servers,
      Address address,
      InstantSource clock) {
    this.projects = projects;
    this.keys = keys;
    this.signing = signing;
    this.servers = servers;
    this.address = address;
    this.clock = clock;
  }

  @Override
  public Optional<AuthProject> find(ProjectId project) {
    return server(project).flatMap(_ -> projects.find(project));
  }

  @Override
  public AuthProject change(ProjectId project, UnaryOperator<AuthProject> change) {
    return projects
        .change(project, change)
        .orElseThrow(() ->
            new OperationRefusedException(
                ErrorCode.NOT_CONNECTED,
                "The project '" + project + "' does not have the built-in provider any more."));
  }

  @Override
  public KeyIssuer keys() {
    return keys;
  }

  @Override
  public KeyRing signing() {
    return signing;
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public URI jwksUrl(AuthProject project) {
    return URI.create(
        address.url() + "/api/v1/projects/" + project.authId() + "/.well-known/jwks.json");
  }

  @Override
  public UUID makeUser(AuthProject project, String email, @Nullable String name) {
    ProjectServer server = server(project.project()).orElseThrow();
    AccountChange mailed = AccountChange.NOTHING.withEmail(email, false);
    AccountChange wanted = name == null ? mailed : mailed.withDisplayName(name);
    UUID id = UUID.randomUUID();
    Instant now = clock.instant();
    AccountWritten written =
        server.database().inTransaction(tx -> accounts(server).create(tx, id, wanted, now, now));
    return switch (written) {
      case AccountWritten.Written(var account) -> account.id();
      case AccountWritten.EmailTaken _, AccountWritten.IdTaken _, AccountWritten.Missing _ ->
          throw new OperationRefusedException(
              ErrorCode.EMAIL_TAKEN, "There is a user with the e-mail address '" + email + "'.");
    };
  }

  /// Writes all notes to the log.
  void warn() {
    for (AuthProject known : projects.all()) {
      notes(known.project()).forEach(note -> LOG.warn("project={} {}", known.project(), note));
    }
  }

  @Override
  public List<String> notes(ProjectId project) {
    return address.isPublic()
            && find(project).filter(known -> known.settings().allowLocalhost()).isPresent()
        ? List.of(
            "redirects to localhost are allowed, though others reach this server: rollcall project"
                + " set allow_localhost=false --project "
                + project)
        : List.of();
  }

  /// A project at work that has the built-in provider.
  private Optional<ProjectServer> server(ProjectId project) {
    return servers
        .apply(project.value())
        .filter(server ->
            server
                .connector()
                .filter(connector -> connector.provider().equals(BuiltInConnector.ID))
                .isPresent());
  }

  private static Accounts accounts(ProjectServer server) {
    return new Accounts(server.sync().applier());
  }
}
