package dev.rollcall.app;

import dev.rollcall.api.neon.ErrorCode;
import dev.rollcall.api.neon.JwksOperations;
import dev.rollcall.api.neon.OperationRefusedException;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.project.AuthProject;
import dev.rollcall.project.Issuer;
import dev.rollcall.project.IssuerSettings;
import dev.rollcall.project.Issuers;
import dev.rollcall.project.KeySets;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.PublishedKeys;
import dev.rollcall.rls.ApiRoles;
import dev.rollcall.token.IssuerDiscovery;
import dev.rollcall.token.IssuerKey;
import dev.rollcall.token.IssuerKeys;
import dev.rollcall.token.KeyInfo;
import dev.rollcall.token.KeyRing;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an operator does about whose tokens a project takes.
final class IssuerOperations implements JwksOperations {
  private static final Logger LOG = LoggerFactory.getLogger(IssuerOperations.class);
  private static final String BUILT_IN = "built-in";

  private final Rooms rooms;
  private final BuiltInIssuer builtIn;
  private final ProjectDatabases databases;
  private final Consumer<ProjectId> changed;

  /// @param changed has a project's database follow at once
  IssuerOperations(
      Rooms rooms, BuiltInIssuer builtIn, ProjectDatabases databases, Consumer<ProjectId> changed) {
    this.rooms = rooms;
    this.builtIn = builtIn;
    this.databases = databases;
    this.changed = changed;
  }

  record Rooms(
      Issuers issuers, KeySets sets, IssuerKeys keys, IssuerDiscovery discovery, KeyRing ring) {}

  /// Finds the database of a project, with our own rights there.
  @FunctionalInterface
  interface ProjectDatabases {
    Database of(ProjectId project);
  }

  @Override
  public List<Listed> all(ProjectId project) {
    List<Listed> all = new ArrayList<>();
    builtIn.find(project).ifPresent(own -> all.add(view(own)));
    rooms.issuers().all(project).forEach(issuer -> all.add(view(issuer)));
    return all;
  }

  @Override
  public Listed add(ProjectId project, Wanted wanted) {
    try {
      IssuerSettings settings = settings(wanted);
      if (settings.issuer().startsWith(builtIn.prefix())) {
        throw new IllegalArgumentException(
            "The issuer '" + settings.issuer() + "' is a built-in provider of this server");
      }
      refuse(
          ErrorCode.INVALID_VALUE,
          new ApiRoles(databases.of(project)).problems(settings.roles()).stream().findFirst());
      refuse(
          ErrorCode.PROVIDER_REFUSED,
          rooms
              .keys()
              .fetch(settings.jwksUrl())
              .map(reason -> "The keys could not be had: " + reason));
      return switch (rooms.issuers().add(project, settings)) {
        case Issuer.Adding.Refused(var reason) ->
            throw new OperationRefusedException(ErrorCode.ALREADY_EXISTS, reason + ".");
        case Issuer.Adding.Added(var added) -> {
          follow(project);
          yield view(added);
        }
      };
    } catch (IllegalArgumentException wrong) {
      throw new OperationRefusedException(ErrorCode.INVALID_VALUE, wrong.getMessage() + ".");
    }
  }

  @Override
  public Optional<Listed> remove(ProjectId project, String id) {
    if (id.equals(BUILT_IN)) {
      throw new OperationRefusedException(
          ErrorCode.INVALID_VALUE,
          "The built-in provider's own keys stay while the project has it. To change them:"
              + " rollcall key rotate-signing.");
    }
    Optional<Issuer> removed = uuid(id).flatMap(number -> rooms.issuers().remove(project, number));
    removed.ifPresent(_ -> follow(project));
    return removed.map(this::view);
  }

  private IssuerSettings settings(Wanted wanted) {
    URI url = IssuerSettings.jwksUrl(wanted.jwksUrl());
    String issuer = wanted.issuer();
    String name = wanted.providerName();
    List<String> roles = wanted.roles();
    return new IssuerSettings(
        url,
        name == null ? url.getHost() : name,
        issuer == null ? discovered(url) : issuer,
        wanted.audience(),
        roles == null ? List.of(IssuerSettings.USUAL_ROLE) : roles);
  }

  private String discovered(URI url) {
    return switch (rooms.discovery().issuer(url)) {
      case IssuerDiscovery.Discovery.Found(var issuer) -> issuer;
      case IssuerDiscovery.Discovery.Unknown(var reason) ->
          throw new IllegalArgumentException(
              "Whose tokens these keys sign could not be found out ("
                  + reason
                  + "). Give the issuer, as the tokens have it in iss");
    };
  }

  private static void refuse(ErrorCode code, Optional<String> problem) {
    problem.ifPresent(sentence -> {
      throw new OperationRefusedException(code, sentence + ".");
    });
  }

  /// What the database did not hear now, it is told again by its loop.
  private void follow(ProjectId project) {
    try {
      changed.accept(project);
    } catch (DatabaseException away) {
      LOG.warn("project={} the keys in its database follow later: {}", project, away.reason());
    }
  }

  private Listed view(AuthProject own) {
    String issuer = builtIn.of(own);
    return new Listed(
        BUILT_IN,
        own.project(),
        URI.create(issuer + "/.well-known/jwks.json"),
        "Rollcall (built-in)",
        issuer,
        own.authId(),
        List.of(IssuerSettings.USUAL_ROLE),
        own.createdAt(),
        rooms.ring().keys(own.project()).stream().map(KeyInfo::kid).toList(),
        null,
        null);
  }

  private Listed view(Issuer issuer) {
    IssuerSettings settings = issuer.settings();
    PublishedKeys published = rooms.sets().find(settings.jwksUrl());
    @Nullable String failure = published.failure();
    return new Listed(
        issuer.id().toString(),
        issuer.project(),
        settings.jwksUrl(),
        settings.providerName(),
        settings.issuer(),
        settings.audience(),
        settings.roles(),
        issuer.createdAt(),
        rooms.keys().current(settings.jwksUrl()).stream().map(IssuerKey::kid).toList(),
        published.fetchedAt(),
        failure);
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }
}
