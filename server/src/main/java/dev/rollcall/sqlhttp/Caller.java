package dev.rollcall.sqlhttp;

import dev.rollcall.secret.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who asks, and as what.
sealed interface Caller {
  SqlProject project();

  /// Somebody whose token was good, or nobody; what they send runs as a role of ours.
  ///
  /// @param role whose rights it has
  /// @param identity null for nobody
  record Member(SqlProject project, String role, @Nullable User identity) implements Caller {}

  /// Somebody with a login of the database's own.
  ///
  /// @param address where the request comes from
  record Owner(SqlProject project, String user, Secret password, String address)
      implements Caller {}

  /// What a good token says.
  ///
  /// @param claims as JSON
  record User(String claims, Instant expiresAt) {}
}
