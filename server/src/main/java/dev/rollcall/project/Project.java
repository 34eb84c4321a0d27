package dev.rollcall.project;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A project: one database, one auth provider, its users.
///
/// @param fields which of a record's keys are stored
/// @param login how Rollcall itself logs in to the project's database
/// @param ownerLogin how the application does, where Rollcall made its role; else null
/// @param provider the provider that it is connected to; null before the first `connect`
public record Project(
    ProjectId id,
    UsersTable table,
    RemoveDeleted removeDeleted,
    FieldPolicy fields,
    DatabaseLogin login,
    @Nullable DatabaseLogin ownerLogin,
    @Nullable ConnectedProvider provider,
    Instant createdAt) {

  public Optional<ConnectedProvider> connected() {
    return Optional.ofNullable(provider);
  }

  /// When it was connected last; in 1970 where it is not.
  public Instant connectedAt() {
    return connected().map(ConnectedProvider::connectedAt).orElse(Instant.EPOCH);
  }
}
