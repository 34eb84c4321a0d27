package dev.rollcall.sync;

import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.SqlFailure;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.ProviderUser;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Brings a page of the provider's listing into the table, by the same rule as everything else.
/// Users of whom nothing is known yet go by COPY straight into the table; all others into a staging
/// table first, from where they are merged. Users whose row already says the same cost no write.
public final class ListingMerge {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String STAGE =
      "copy rollcall.staged_user (id, born, version, versioned, raw_json) from stdin";

  private static final String FIND_GONE = "select id from rollcall.tombstone where id = any (?)";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final UsersSync usersSync;
  private final ClaimWriter writer;
  private final String findKnown;
  private final String compareStaged;
  private final String findWriter;
  private final String copyRows;

  ListingMerge(UsersTable table, UsersSync usersSync, ClaimWriter writer) {
    this.usersSync = usersSync;
    this.writer = writer;
    this.copyRows = "copy %s (raw_json, updated_at) from stdin".formatted(table.name());
    this.findKnown =
        """
        select id::text from %s where id = any (?::%s[])
        union all
        select id from rollcall.tombstone where id = any (?)
        """
            .formatted(table.name(), table.idType().sql());
    this.compareStaged =
        """
        select s.id,
               u.xmin::text,
               u.id is null
                 or u.raw_json <> s.raw_json
                 or s.versioned and s.version > coalesce(u.updated_at, u.created_at, '-infinity')
          from rollcall.staged_user s
          left join %s u on u.id = s.id::%s
        """
            .formatted(table.name(), table.idType().sql());
    this.findWriter =
        "select xmin::text from %s where id = ?::%s".formatted(table.name(), table.idType().sql());
  }

  /// What a page came to. `refused` are users that Postgres would not take, `locked` those whose
  /// rows somebody else holds; both are left for the next comparison.
  ///
  /// @param refusal why Postgres refused one of them; null where none was refused
  /// @param written whose rows were made or changed
  /// @param holders by the ids of those whose rows now hold what was listed, which transaction
  ///   wrote the row
  public record Merged(
      long inserted,
      long updated,
      long refused,
      @Nullable String refusal,
      Set<String> written,
      Map<String, String> holders) {
    public static final Merged NOTHING = new Merged(0, 0, 0, null, Set.of(), Map.of());

    Merged and(Merged other) {
      Set<String> allWritten = new HashSet<>(written);
      allWritten.addAll(other.written);
      Map<String, String> allHolders = new HashMap<>(holders);
      allHolders.putAll(other.holders);
      return new Merged(
          inserted + other.inserted,
          updated + other.updated,
          refused + other.refused,
          refusal == null ? other.refusal : refusal,
          allWritten,
          allHolders);
    }
  }

  /// How users are to be merged.
  ///
  /// @param readAt the version of records that have none
  /// @param announce whether each change goes into the feed; false for a first copy, which is
  ///   announced as a whole
  /// @param expectNew whether it is likely that none of them has a row; that is tried first then
  public record Manner(Instant readAt, boolean announce, boolean expectNew, Instant now) {}

  /// @throws TableAlteredException if the table is not as it should be
  /// @throws SQLException if Postgres is away
  public Merged merge(Transaction tx, List<ProviderUser> users, Manner manner) throws SQLException {
    if (users.isEmpty()) {
      return Merged.NOTHING;
    }
    UsersSync.prepare(tx, PATIENCE);
    UsersSync.mergePage(tx);
    try {
      Merged[] merged = {Merged.NOTHING};
      tx.undoIfItFails(() -> merged[0] = mergeAll(tx, users, manner));
      return merged[0];
    } catch (SQLException refused) {
      SqlFailure meaning = Transaction.meaning(refused);
      if (meaning == SqlFailure.SHAPE) {
        writer.checkTable(tx);
      }
      if (meaning != SqlFailure.DATA) {
        throw refused;
      }
      if (users.size() == 1) {
        return new Merged(0, 0, 1, firstLine(refused), Set.of(), Map.of());
      }
      int half = users.size() / 2;
      return merge(tx, users.subList(0, half), manner)
          .and(merge(tx, users.subList(half, users.size()), manner));
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

  private Merged mergeAll(Transaction tx, List<ProviderUser> users, Manner manner)
      throws SQLException {
    Set<String> known = known(tx, manner.expectNew(), users);
    List<ProviderUser> fresh = new ArrayList<>();
    List<ProviderUser> rest = new ArrayList<>();
    for (ProviderUser user : users) {
      // The second record of one user in a page finds the first one's row.
      (known.add(user.id()) ? fresh : rest).add(user);
    }
    Map<String, String> holders = new HashMap<>();
    Changed changed = Changed.NOTHING;
    if (!fresh.isEmpty()) {
      if (insert(tx, fresh)) {
        changed = new Changed(ids(fresh), Set.of(), Set.of());
        // All of one COPY have the same.
        String writer = writer(tx, fresh.getFirst());
        fresh.forEach(user -> holders.put(user.id(), writer));
      } else if (manner.expectNew()) {
        return mergeAll(
            tx, users, new Manner(manner.readAt(), manner.announce(), false, manner.now()));
      } else {
        rest = users;
      }
    }
    if (!rest.isEmpty()) {
      stage(tx, rest, manner.readAt());
      Set<String> differing = compareStaged(tx, holders);
      if (!differing.isEmpty()) {
        differing.removeAll(usersSync.lock(tx, List.copyOf(differing)));
        keepStaged(tx, List.copyOf(differing));
        changed = changed.and(usersSync.putStaged(tx));
        compareStaged(tx, holders);
      }
    }
    if (manner.announce()) {
      writer.announce(tx, changed, manner.now());
    }
    Set<String> written = new HashSet<>(changed.made());
    written.addAll(changed.changed());
    return new Merged(changed.made().size(), changed.changed().size(), 0, null, written, holders);
  }

  /// Those staged users who differ from their rows; the others' holders are noted.
  private Set<String> compareStaged(Transaction tx, Map<String, String> holders)
      throws SQLException {
    Set<String> differing = new HashSet<>();
    Map<String, String> same = new HashMap<>();
    tx.all(
        compareStaged,
        row ->
            row.getBoolean(3)
                ? differing.add(row.getString(1))
                : same.put(row.getString(1), row.getString(2)));
    same.keySet().removeAll(differing);
    holders.putAll(same);
    holders.keySet().removeAll(differing);
    return differing;
  }

  private String writer(Transaction tx, ProviderUser user) throws SQLException {
    return tx.one(findWriter, row -> row.getString(1), user.id()).orElseThrow();
  }

  /// Those of the users of whom there is a row, or what is left of one; where none has a row, only
  /// the latter.
  private Set<String> known(Transaction tx, boolean expectNew, List<ProviderUser> users)
      throws SQLException {
    SqlArray ids = SqlArray.texts(users.stream().map(ProviderUser::id).toList());
    return new HashSet<>(
        expectNew
            ? tx.all(FIND_GONE, row -> row.getString(1), ids)
            : tx.all(findKnown, row -> row.getString(1), ids, ids));
  }

  /// Copies users straight into the table. False where one of them got a row in the meantime; then
  /// nothing was copied.
  private boolean insert(Transaction tx, List<ProviderUser> users) throws SQLException {
    try {
      tx.undoIfItFails(() -> copy(tx, copyRows, users, ListingMerge::row));
      return true;
    } catch (SQLException refused) {
      if (UNIQUE_VIOLATION.equals(refused.getSQLState())) {
        return false;
      }
      throw refused;
    }
  }

  private static void row(StringBuilder row, ProviderUser user) {
    Instant version = user.version();
    boolean changed = version != null && !version.equals(user.createdAt());
    CopyRows.escape(row, user.rawJson());
    row.append('\t').append(changed ? version : "\\N").append('\n');
  }

  private static Set<String> ids(List<ProviderUser> users) {
    return users.stream().map(ProviderUser::id).collect(Collectors.toSet());
  }

  private static void keepStaged(Transaction tx, List<String> userIds) throws SQLException {
    tx.update(
        """
        delete from rollcall.staged_user
         where id not in (select unnest(?::text[]))
        """,
        SqlArray.texts(userIds));
  }

  private static void stage(Transaction tx, List<ProviderUser> users, Instant readAt)
      throws SQLException {
    tx.update("truncate rollcall.staged_user");
    copy(
        tx,
        STAGE,
        users,
        (row, user) -> {
          Instant version = user.version();
          CopyRows.escape(row, user.id());
          row.append('\t').append(user.createdAt() == null ? "\\N" : user.createdAt());
          row.append('\t').append(version == null ? readAt : version);
          row.append('\t').append(version == null ? 'f' : 't').append('\t');
          CopyRows.escape(row, user.rawJson());
          row.append('\n');
        });
  }

  private static void copy(
      Transaction tx,
      String sql,
      List<ProviderUser> users,
      BiConsumer<StringBuilder, ProviderUser> row)
      throws SQLException {
    try {
      tx.copy(sql, new CopyRows<>(users, row));
    } catch (IOException impossible) {
      throw new SQLException("The page could not be read from memory", impossible);
    }
  }

  private static String firstLine(SQLException refused) {
    String message = refused.getMessage();
    return message == null ? "no reason given" : message.lines().findFirst().orElse("");
  }
}
