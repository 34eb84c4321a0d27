package dev.rollcall.sync;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The shape of `users_sync`: makes the table, takes over one that is there already, and says what
/// is wrong with one that was altered.
public final class UsersSyncTable {
  private final UsersTable table;
  private final Map<String, String> columns = new LinkedHashMap<>();

  public UsersSyncTable(UsersTable table) {
    this.table = table;
    boolean uuid = table.idType() == UsersTable.IdType.UUID;
    columns.put("raw_json", "jsonb not null");
    columns.put(
        "id",
        uuid
            ? "uuid generated always as (((raw_json ->> 'id'::text))::uuid) stored not null"
            : "text generated always as ((raw_json ->> 'id'::text)) stored not null");
    columns.put("name", "text generated always as ((raw_json ->> 'display_name'::text)) stored");
    columns.put("email", "text generated always as ((raw_json ->> 'primary_email'::text)) stored");
    columns.put(
        "created_at",
        "timestamp with time zone generated always as"
            + " (to_timestamp((trunc((((raw_json ->> 'signed_up_at_millis'::text))::bigint)"
            + "::double precision) / (1000)::double precision))) stored");
    columns.put("updated_at", "timestamp with time zone");
    columns.put("deleted_at", "timestamp with time zone");
  }

  /// Makes the table, or adopts the one that is there with all its rows; true if it was made.
  ///
  /// @throws TableAlteredException if there is one in another shape
  public boolean ensure(Transaction tx) throws SQLException {
    if (tx.one("select to_regnamespace(?) is null", row -> row.getBoolean(1), table.schema())
        .orElse(false)) {
      tx.update("create schema " + table.schema());
    }
    boolean missing = !exists(tx);
    if (missing) {
      tx.script(createTable());
    }
    Optional<String> problem = problem(tx);
    if (problem.isPresent()) {
      throw new TableAlteredException(problem.get());
    }
    tx.script(
        """
        create index if not exists users_sync_deleted_at_idx on USERS_SYNC (deleted_at);
        create or replace trigger rollcall_leave_tombstone
          after delete on USERS_SYNC for each row execute function rollcall.leave_tombstone();
        create or replace trigger rollcall_write_webhook_messages
          after insert on rollcall.change referencing new table as appended
          for each statement
          execute function rollcall.write_webhook_messages('USERS_SYNC', 'ID_TYPE');
        """
            .replace("USERS_SYNC", table.name())
            .replace("ID_TYPE", table.idType().sql()));
    WaitForUser.ensure(tx, table);
    return missing;
  }

  /// What is wrong with the table, as a sentence that says what to do; empty where nothing is.
  public Optional<String> problem(Transaction tx) throws SQLException {
    if (!exists(tx)) {
      return Optional.of(
          "The table "
              + table.name()
              + " is gone. Rename it back if it was renamed, or restart Rollcall to have it made and"
              + " filled anew");
    }
    Map<String, String> found = new LinkedHashMap<>();
    for (Map.Entry<String, String> column :
        tx.all(DESCRIBE, UsersSyncTable::column, table.name())) {
      found.put(column.getKey(), column.getValue());
    }
    for (Map.Entry<String, String> expected : columns.entrySet()) {
      String actual = found.remove(expected.getKey());
      if (actual == null) {
        return Optional.of(missing(expected.getKey(), expected.getValue()));
      }
      if (!plain(actual).equals(plain(expected.getValue()))) {
        return altered(
            "column '"
                + expected.getKey()
                + "' is '"
                + actual
                + "' and should be '"
                + expected.getValue()
                + "'");
      }
    }
    List<String> needed =
        found.entrySet().stream()
            .filter(extra -> extra.getValue().endsWith(" not null"))
            .filter(extra -> !extra.getValue().contains(" default "))
            .map(Map.Entry::getKey)
            .toList();
    if (!needed.isEmpty()) {
      return altered("column '" + needed.getFirst() + "' was added and must not be null");
    }
    if (tx.all(KEY, row -> row.getInt(1), table.name()).isEmpty()) {
      return Optional.of(
          mend("has no primary key", "add constraint users_sync_pkey primary key (id)"));
    }
    return Optional.empty();
  }

  private String missing(String column, String type) {
    return column.equals("raw_json")
        ? "The table "
            + table.name()
            + " has no column 'raw_json', from which all others come. Rename the table away and"
            + " restart Rollcall to have it made and filled anew"
        : mend("has no column '" + column + "'", "add column " + column + " " + type);
  }

  private String mend(String what, String change) {
    return "The table "
        + table.name()
        + " "
        + what
        + ". Mend it with: alter table "
        + table.name()
        + " "
        + change;
  }

  private Optional<String> altered(String what) {
    return Optional.of(
        "The table "
            + table.name()
            + " was altered: "
            + what
            + ". Change it back, and applying goes on by itself");
  }

  private boolean exists(Transaction tx) throws SQLException {
    return tx.one("select to_regclass(?) is not null", row -> row.getBoolean(1), table.name())
        .orElse(false);
  }

  private String createTable() {
    StringBuilder sql = new StringBuilder("create table " + table.name() + " (");
    columns.forEach(
        (name, type) -> sql.append("\n  ").append(name).append(' ').append(type).append(','));
    return sql.append("\n  constraint users_sync_pkey primary key (id))").toString();
  }

  private static final String DESCRIBE =
      """
      select a.attname,
             format_type(a.atttypid, a.atttypmod)
               || case when a.attgenerated = 's'
                       then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
                       else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end
               || case when a.attidentity <> '' then ' default identity' else '' end
               || case when a.attnotnull then ' not null' else '' end as type
        from pg_attribute a
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
       where a.attrelid = to_regclass(?) and a.attnum > 0 and not a.attisdropped
       order by a.attnum
      """;

  private static final String KEY =
      """
      select 1
        from pg_index i
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
       where i.indrelid = to_regclass(?) and i.indisunique and i.indisvalid and i.indimmediate
         and i.indnatts = 1 and i.indpred is null and a.attname = 'id'
      """;

  private static Map.Entry<String, String> column(ResultSet row) throws SQLException {
    return Map.entry(Columns.text(row, "attname"), Columns.text(row, "type"));
  }

  /// Without blanks and brackets, of which versions of Postgres print more or fewer.
  private static String plain(String definition) {
    return definition.replaceAll("[\\s()]", "");
  }
}
