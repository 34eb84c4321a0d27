package dev.rollcall.auth.account;

import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lists accounts in the order in which they signed up, a page at a time.
public final class AccountList {
  private static final int SHORTEST_INDEXED = 3;
  private static final int UUID_LENGTH = 36;
  private static final int LONGEST_PIECES = 100;

  private AccountList() {}

  /// What is asked for.
  ///
  /// @param cursor the first account of the page; null for the beginning
  /// @param limit how many at most; null for all there are
  /// @param query what the name or an address contains, or the id; null for everybody
  public record Query(
      @Nullable UUID cursor, @Nullable Integer limit, boolean descending, @Nullable String query) {}

  /// @param next where the next page starts; null after the last
  public record Page(List<Account> accounts, @Nullable UUID next) {}

  public static Page page(Transaction tx, Query asked) throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    List<String> conditions = new ArrayList<>();
    String order = asked.descending() ? "desc" : "asc";
    UUID cursor = asked.cursor();
    if (cursor != null) {
      conditions.add(
          "(a.signed_up_at, a.id) %s (select signed_up_at, id from rollcall_auth.account where id = ?)"
              .formatted(asked.descending() ? "<=" : ">="));
      values.add(cursor);
    }
    String query = asked.query();
    if (query != null && !query.isEmpty()) {
      search(query, conditions, values);
    }
    Integer limit = asked.limit();
    String where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
    String sql =
        AccountRows.SELECT
            + where
            + " order by a.signed_up_at "
            + order
            + ", a.id "
            + order
            + (limit == null ? "" : " limit " + (limit + 1L));
    List<Account> found = tx.all(sql, AccountRows::read, values.toArray());
    if (limit == null || found.size() <= limit) {
      return new Page(found, null);
    }
    return new Page(found.subList(0, limit), found.get(limit).id());
  }

  private static void search(String query, List<String> conditions, List<@Nullable Object> values) {
    String pattern =
        "%" + query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    // The pieces find candidates by the index, the pattern those that do contain the text.
    boolean indexed = query.codePointCount(0, query.length()) >= SHORTEST_INDEXED;
    String contains =
        indexed
            ? """
            rollcall_auth.pieces(a.search) @> rollcall_auth.pieces(lower(?))
             and a.search like lower(?)\
            """
            : "a.search like lower(?)";
    if (indexed) {
      values.add(query.substring(0, Math.min(query.length(), LONGEST_PIECES)));
    }
    values.add(pattern);
    try {
      // Java also reads a UUID that lacks digits.
      UUID id = UUID.fromString(query.length() == UUID_LENGTH ? query : "");
      conditions.add("(a.id = ? or " + contains + ")");
      values.add(values.size() - (indexed ? 2 : 1), id);
    } catch (IllegalArgumentException noId) {
      conditions.add("(" + contains + ")");
    }
  }
}
