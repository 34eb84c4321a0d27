package dev.rollcall.sync;

import dev.rollcall.project.FieldPolicy;
import dev.rollcall.provider.ProviderUser;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A record of a user that may become the row.
///
/// @param version the record's own where it has one (`versioned`), else when the look at it began
/// @param fetched true where we asked for the record; of two of the same version it outranks what
///   an event brought
record Upsert(
    String userId,
    @Nullable Instant born,
    Instant version,
    boolean versioned,
    boolean fetched,
    String rawJson)
    implements Claim {

  static Upsert fromEvent(ProviderUser user, Instant version, boolean fetched) {
    return new Upsert(user.id(), user.createdAt(), version, true, fetched, user.rawJson());
  }

  /// A record of the built-in provider, of which each version is written once.
  static Upsert own(ProviderUser user) {
    Instant version = user.version();
    Instant born = user.createdAt();
    if (version == null || born == null) {
      throw new IllegalArgumentException("An account has a time of creation and of change");
    }
    return new Upsert(user.id(), born, version, true, true, user.rawJson());
  }

  /// The same less what the project does not store.
  Upsert less(FieldPolicy fields) {
    return fields.keepsAll()
        ? this
        : new Upsert(userId, born, version, versioned, fetched, fields.apply(rawJson));
  }

  static Upsert fromFetch(ProviderUser user, Instant readAt) {
    Instant version = user.version();
    return new Upsert(
        user.id(),
        user.createdAt(),
        version == null ? readAt : version,
        version != null,
        true,
        user.rawJson());
  }
}
