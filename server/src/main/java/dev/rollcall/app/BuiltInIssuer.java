package dev.rollcall.app;

import dev.rollcall.auth.account.BuiltInConnector;
import dev.rollcall.project.AuthProject;
import dev.rollcall.project.AuthProjects;
import dev.rollcall.project.ProjectId;
import dev.rollcall.token.ProjectIdentities.BuiltIn;
import java.util.Optional;
import java.util.function.Function;

/// What the tokens of projects' own providers have in `iss`.
final class BuiltInIssuer {
  private final AuthProjects projects;
  private final Function<String, Optional<ProjectServer>> servers;
  private final Address address;

  BuiltInIssuer(
      AuthProjects projects, Function<String, Optional<ProjectServer>> servers, Address address) {
    this.projects = projects;
    this.servers = servers;
    this.address = address;
  }

  /// What all of them begin with.
  String prefix() {
    return address.url() + "/api/v1/projects/";
  }

  String of(AuthProject project) {
    return prefix() + project.authId();
  }

  /// The project whose tokens have this there; empty while it has another provider.
  Optional<BuiltIn> find(String issuer) {
    return issuer.startsWith(prefix())
        ? projects
            .find(issuer.substring(prefix().length()))
            .filter(found -> isAtWork(found.project()))
            .map(found -> new BuiltIn(found.project(), found.authId()))
        : Optional.empty();
  }

  /// Empty while the project has another provider.
  Optional<AuthProject> find(ProjectId project) {
    return isAtWork(project) ? projects.find(project) : Optional.empty();
  }

  private boolean isAtWork(ProjectId project) {
    return servers
        .apply(project.value())
        .flatMap(ProjectServer::connector)
        .filter(connector -> connector.provider().equals(BuiltInConnector.ID))
        .isPresent();
  }
}
