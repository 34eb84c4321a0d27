package dev.rollcall.provider;

import java.time.Instant;

/// What an inbox entry turned out to say.
public sealed interface ProviderEvent {

  /// The user was created or changed, and `user` is the whole record.
  ///
  /// @param fetched true where the record was asked for (a pull by last change), not sent: of two
  ///   records of the same version the fetched one counts
  record UserChanged(ProviderUser user, boolean fetched) implements ProviderEvent {}

  /// The user was deleted at `deletedAt`, a time of the provider's own (never the time of
  /// delivery).
  record UserDeleted(String userId, Instant deletedAt) implements ProviderEvent {}

  /// Something about the user changed, and the event does not say enough: the user is fetched.
  ///
  /// @param deletion true where the event says that the user was deleted; a provider that no longer
  ///   finds the user then only confirms it
  record UserTouched(String userId, boolean deletion) implements ProviderEvent {}

  /// Something about several users changed; [Connector#members] says which.
  ///
  /// @param scope the connector's own name for them, such as an organization's id
  record UsersTouched(String scope) implements ProviderEvent {}

  /// Genuine, but not about users (a session, a login). Kept in the inbox, otherwise ignored.
  record NotAboutUsers(String type) implements ProviderEvent {}
}
