package dev.rollcall.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The provider did not give the answer that was asked for: it is away, refuses our credentials,
/// asks us to slow down, or sent something that is not its own. It proves nothing about any user.
///
/// @param reason a sentence for the operator, without secrets: what was asked, what came back
/// @param retryAfter how long the provider asks us to wait (`Retry-After`); null where it does not
///   say
/// @param credentialsRefused true for 401 and 403: waiting will not help, the operator must act
public record NoAnswer(String reason, @Nullable Duration retryAfter, boolean credentialsRefused)
    implements FetchedUser, ListedPage, ListedRecords, PulledEvents {
  public NoAnswer(String reason) {
    this(reason, null, false);
  }
}
