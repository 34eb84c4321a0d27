package dev.rollcall.sync;

import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.SqlFailure;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.ProviderUser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Brings a page of the provider's listing into the table, by the same rule as everything else. The
/// page goes by COPY into a staging table; users whose row already says the same cost no write.
public final class ListingMerge {
  private static final String COPY =
      "copy rollcall.staged_user (id, born, version, versioned, raw_json) from stdin";

  private final UsersSync usersSync;
  private final ClaimWriter writer;
  private final String dropUnchanged;

  ListingMerge(UsersTable table, UsersSync usersSync, ClaimWriter writer) {
    this.usersSync = usersSync;
    this.writer = writer;
    this.dropUnchanged =
        """
        delete from rollcall.staged_user s
         using %s u
         where u.id = s.id::%s
           and u.raw_json = s.raw_json
           and (not s.versioned or s.version <= coalesce(u.updated_at, u.created_at, '-infinity'))
        """
            .formatted(table.name(), table.idType().sql());
  }

  /// What a page came to. `refused` are users that Postgres would not take, `locked` those whose
  /// rows somebody else holds; both are left for the next comparison.
  ///
  /// @param refusal why Postgres refused one of them; null where none was refused
  public record Merged(
      long inserted, long updated, long refused, long locked, @Nullable String refusal) {
    private static final Merged NOTHING = new Merged(0, 0, 0, 0, null);

    Merged and(Merged other) {
      return new Merged(
          inserted + other.inserted,
          updated + other.updated,
          refused + other.refused,
          locked + other.locked,
          refusal == null ? other.refusal : refusal);
    }
  }

  /// @param readAt the version of records that have none
  /// @param announce whether each change goes into the feed; false for a first copy, which is
  ///   announced as a whole
  /// @throws SQLException if Postgres is away, or the table is not as it should be
  public Merged merge(
      Transaction tx, List<ProviderUser> users, Instant readAt, boolean announce, Instant now)
      throws SQLException {
    if (users.isEmpty()) {
      return Merged.NOTHING;
    }
    try {
      Merged[] merged = {Merged.NOTHING};
      tx.undoIfItFails(() -> merged[0] = mergeAll(tx, users, readAt, announce, now));
      return merged[0];
    } catch (SQLException refused) {
      if (Transaction.meaning(refused) != SqlFailure.DATA) {
        throw refused;
      }
      if (users.size() == 1) {
        return new Merged(0, 0, 1, 0, firstLine(refused));
      }
      int half = users.size() / 2;
      return merge(tx, users.subList(0, half), readAt, announce, now)
          .and(merge(tx, users.subList(half, users.size()), readAt, announce, now));
    }
  }

  /// Notes that a listing ended, so that looks at single users that began before are repeated.
  ///
  /// @param at on the provider's clock
  public void finish(Transaction tx, Instant at) throws SQLException {
    tx.update(
        """
        insert into rollcall.listing_mark as m (finished_at) values (?)
        on conflict (only_row) do update
           set finished_at = greatest(m.finished_at, excluded.finished_at)
        """,
        at);
  }

  private Merged mergeAll(
      Transaction tx, List<ProviderUser> users, Instant readAt, boolean announce, Instant now)
      throws SQLException {
    tx.update("truncate rollcall.staged_user");
    stage(tx, users, readAt);
    tx.update(dropUnchanged);
    List<String> rest = tx.all("select id from rollcall.staged_user", row -> row.getString(1));
    if (rest.isEmpty()) {
      return Merged.NOTHING;
    }
    Set<String> locked = usersSync.lock(tx, rest);
    if (!locked.isEmpty()) {
      tx.update(
          "delete from rollcall.staged_user where id = any (?)",
          SqlArray.texts(List.copyOf(locked)));
    }
    Changed changed = usersSync.putStaged(tx);
    if (announce) {
      writer.announce(tx, changed, now);
    }
    return new Merged(changed.made().size(), changed.changed().size(), 0, locked.size(), null);
  }

  private static void stage(Transaction tx, List<ProviderUser> users, Instant readAt)
      throws SQLException {
    StringBuilder rows = new StringBuilder(users.size() * 1_200);
    for (ProviderUser user : users) {
      Instant version = user.version();
      escape(rows, user.id());
      rows.append('\t').append(user.createdAt() == null ? "\\N" : user.createdAt());
      rows.append('\t').append(version == null ? readAt : version);
      rows.append('\t').append(version == null ? 'f' : 't').append('\t');
      escape(rows, user.rawJson());
      rows.append('\n');
    }
    try {
      tx.copy(COPY, new ByteArrayInputStream(rows.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (IOException impossible) {
      throw new SQLException("The page could not be read from memory", impossible);
    }
  }

  /// Escapes as COPY's text format asks for (the manual, COPY, File Formats).
  private static void escape(StringBuilder row, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> row.append("\\\\");
        case '\n' -> row.append("\\n");
        case '\r' -> row.append("\\r");
        case '\t' -> row.append("\\t");
        default -> row.append(c);
      }
    }
  }

  private static String firstLine(SQLException refused) {
    String message = refused.getMessage();
    return message == null ? "no reason given" : message.lines().findFirst().orElse("");
  }
}
