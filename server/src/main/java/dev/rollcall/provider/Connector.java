package dev.rollcall.provider;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Speaks one provider's dialect for one project: its signatures, its payloads, its listing. It
/// answers in the words of this package and decides nothing about rows. Safe for use by many
/// threads.
public interface Connector {

  ProviderId provider();

  /// How news of its users reaches us, as far as is known now.
  Reach reach();

  /// Decides whether the provider really sent this, over the raw bytes. Does not read the payload.
  Verdict verify(Webhook webhook);

  /// Says what a stored event means. Runs again on replay, so it looks at nothing but the event:
  /// not at a clock, not at the network.
  ///
  /// @throws UnreadablePayloadException if the payload is not in a form that this connector knows
  ProviderEvent read(StoredEvent event);

  /// Asks the provider for one user.
  FetchedUser fetch(String userId);

  /// The ids of the users behind a [ProviderEvent.UsersTouched].
  ///
  /// @throws ProviderUnavailableException if the provider does not answer
  List<String> members(String scope);

  /// One page of all users.
  ///
  /// @param cursor null for the first page, then [ListedPage.Page#next]. It outlives a restart of
  ///   this process, so it holds all that the connector needs to go on
  ListedPage list(@Nullable String cursor);

  /// The same page, of which only those records are read that need be. A connector whose records
  /// stand in the listing as they are need not read any of them here.
  default ListedRecords records(@Nullable String cursor) {
    return ListedRecords.of(list(cursor));
  }

  /// How many users the provider has, for a progress bar; empty where it does not say.
  OptionalLong count();

  /// Events since `cursor`, for providers whose [#reach] has a `pullEvery`.
  ///
  /// @param cursor null on the first pull, which starts at the present: what was before, the first
  ///   copy brings
  PulledEvents pull(@Nullable String cursor);

  /// Tries the credentials and what else the connection needs, before it is made.
  List<Finding> check();
}
