package dev.rollcall.reconcile;

import dev.rollcall.provider.ProviderId;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One comparison of the provider's listing with the table, under way or ended.
///
/// @param cursor where the listing goes on; null at its beginning
/// @param total how many users the provider says it has; null where it does not say
/// @param listed how many users have been listed so far
/// @param inserted rows made, or in a dry run users that have no row
/// @param updated rows changed, or in a dry run rows that differ
/// @param deleted users no longer at the provider whose rows were marked, or in a dry run would be
/// @param heldBack users not found at the provider that are not deleted, because they are too many
/// @param unreadable listed users that could not be read or stored
/// @param httpMillis time spent in asking the provider and reading its answers
/// @param mergeMillis time spent in Postgres
/// @param reason why it failed, or why something was left out; null where there is nothing to say
/// @param readSince the first page's time, on the provider's clock
public record Comparison(
    long number,
    ProviderId provider,
    ComparisonRequest request,
    boolean firstCopy,
    State state,
    @Nullable String cursor,
    @Nullable Long total,
    long listed,
    long inserted,
    long updated,
    long deleted,
    long heldBack,
    long unreadable,
    long httpMillis,
    long mergeMillis,
    @Nullable String reason,
    Instant startedAt,
    @Nullable Instant readSince,
    @Nullable Instant finishedAt) {

  /// How far it is.
  public enum State {
    /// Pages of the listing are read and merged.
    LISTING,
    /// Users that were not listed are asked for one by one.
    ABSENCES,
    FINISHED,
    /// It ended without a result; `reason` says why. Nothing was deleted.
    FAILED;

    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public boolean open() {
    return state == State.LISTING || state == State.ABSENCES;
  }
}
