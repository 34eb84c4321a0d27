package dev.rollcall.project;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A project as the built-in provider knows it.
///
/// @param authId the id that applications name: a UUID, or `internal`
/// @param emailServer null for the development mailbox
public record AuthProject(
    ProjectId project,
    String authId,
    String displayName,
    @Nullable String description,
    boolean productionMode,
    AuthSettings settings,
    @Nullable EmailServer emailServer,
    Instant createdAt) {

  /// The id of the project whose users may own other projects.
  public static final String INTERNAL = "internal";

  public AuthProject with(AuthSettings changed) {
    return new AuthProject(
        project, authId, displayName, description, productionMode, changed, emailServer, createdAt);
  }

  /// @param server null for the development mailbox
  public AuthProject withMailThrough(@Nullable EmailServer server) {
    return new AuthProject(
        project, authId, displayName, description, productionMode, settings, server, createdAt);
  }

  public AuthProject named(String name, @Nullable String about) {
    return new AuthProject(
        project, authId, name, about, productionMode, settings, emailServer, createdAt);
  }

  public AuthProject inProduction(boolean production) {
    return new AuthProject(
        project, authId, displayName, description, production, settings, emailServer, createdAt);
  }
}
