package dev.rollcall.provider;

import dev.rollcall.provider.ListedPage.Page;
import dev.rollcall.provider.ListedPage.Unreadable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The answer to [Connector#records].
public sealed interface ListedRecords permits ListedRecords.Records, NoAnswer {

  /// A page of which each record can be read by itself.
  ///
  /// @param unreadable those of which it is known already that they cannot be read
  /// @param readAt as in [Page]
  /// @param next where the next page starts; null after the last page
  record Records(
      List<ListedRecord> records,
      List<Unreadable> unreadable,
      Instant readAt,
      @Nullable String next)
      implements ListedRecords {

    /// Reads them all.
    public Page read() {
      List<ProviderUser> users = new ArrayList<>(records.size());
      List<Unreadable> problems = new ArrayList<>(unreadable);
      for (ListedRecord record : records) {
        try {
          users.add(record.read());
        } catch (UnreadablePayloadException problem) {
          problems.add(new Unreadable(record.id(), String.valueOf(problem.getMessage())));
        }
      }
      return new Page(users, problems, readAt, next);
    }
  }

  static ListedRecords of(ListedPage page) {
    return switch (page) {
      case Page(var users, var unreadable, var readAt, var next) ->
          new Records(
              users.stream().<ListedRecord>map(ListedRecord.Read::new).toList(),
              unreadable,
              readAt,
              next);
      case NoAnswer none -> none;
    };
  }
}
