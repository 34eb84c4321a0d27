package dev.rollcall.sync;

import dev.rollcall.provider.NoAnswer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What became of asking for a user who is needed now.
public sealed interface Ensured {

  /// The row is there, and everybody sees it.
  record Present(SyncedUser user) implements Ensured {}

  /// The provider has no such user.
  record Unknown() implements Ensured {}

  /// The user was deleted and did not come back since, whatever the provider says.
  ///
  /// @param at when; null where only the row was deleted, by SQL
  /// @param erased true where the personal data was removed for good
  record Deleted(@Nullable Instant at, boolean erased) implements Ensured {}

  /// The provider did not answer, so nobody knows.
  record ProviderAway(NoAnswer answer) implements Ensured {}

  /// The provider has the user, but the record cannot be stored.
  record Refused(String reason) implements Ensured {}

  /// The provider has the user, but another transaction holds the row.
  record Locked() implements Ensured {}
}
