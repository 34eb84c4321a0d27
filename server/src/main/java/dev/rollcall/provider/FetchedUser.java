package dev.rollcall.provider;

import java.time.Instant;

/// The answer to [Connector#fetch].
public sealed interface FetchedUser permits FetchedUser.Found, FetchedUser.Missing, NoAnswer {

  /// @param readAt when the read began, on the provider's clock (see [ProviderClock])
  record Found(ProviderUser user, Instant readAt) implements FetchedUser {}

  /// The provider itself says that it has no such user: its own 404, with its own body. One such
  /// answer alone deletes nobody; see the rule in `sync`.
  record Missing(Instant readAt) implements FetchedUser {}
}
