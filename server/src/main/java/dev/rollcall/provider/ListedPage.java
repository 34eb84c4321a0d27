package dev.rollcall.provider;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to [Connector#list].
public sealed interface ListedPage permits ListedPage.Page, NoAnswer {

  /// @param users the users of this page, as far as they could be read
  /// @param unreadable the rest: they exist at the provider, so they are never taken for deleted
  /// @param readAt on the provider's clock, a time at or before which all of this page was read; it
  ///   is the version of records that have none
  /// @param next where the next page starts; null after the last page
  record Page(
      List<ProviderUser> users, List<Unreadable> unreadable, Instant readAt, @Nullable String next)
      implements ListedPage {
    public Page {
      users = List.copyOf(users);
      unreadable = List.copyOf(unreadable);
    }
  }

  /// A listed user that could not be read.
  ///
  /// @param id its id; null where not even that could be read
  /// @param problem what is wrong, without quoting personal data
  record Unreadable(@Nullable String id, String problem) {}
}
