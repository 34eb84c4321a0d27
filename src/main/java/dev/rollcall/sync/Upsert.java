package dev.rollcall.sync;

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
