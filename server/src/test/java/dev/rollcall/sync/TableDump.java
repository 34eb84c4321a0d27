package dev.rollcall.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import dev.rollcall.project.UsersTable.IdType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/// A table as the catalog describes it, in the words of `pg_dump`.
///
/// @param sql the table, its constraints and its indexes
/// @param besides what else hangs on it: triggers, rules, policies, options, inheritance
record TableDump(String sql, List<String> besides) {

  static TableDump of(Database database, UsersTable table) {
    return database.inTransaction(tx -> {
      String sql =
          "CREATE TABLE "
              + table.name()
              + " (\n    "
              + String.join(",\n    ", strings(tx, COLUMNS, table))
              + "\n);\n"
              + String.join("", strings(tx, CONSTRAINTS, table))
              + String.join("", strings(tx, INDEXES, table));
      return new TableDump(sql, strings(tx, BESIDES, table));
    });
  }

  /// What Neon's table looks like; for UUIDs, the same with that one column changed.
  static String golden(IdType type) {
    String name = "users_sync." + type.sql() + ".sql";
    try (InputStream file = Objects.requireNonNull(TableDump.class.getResourceAsStream(name))) {
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<String> strings(Transaction tx, String query, UsersTable table)
      throws SQLException {
    return tx.all(query.replace("USERS_SYNC", table.name()), row -> row.getString(1));
  }

  private static final String COLUMNS =
      """
      select a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
             || case a.attgenerated
                  when 's' then ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ') STORED'
                  when 'v' then ' GENERATED ALWAYS AS (' || pg_get_expr(d.adbin, d.adrelid) || ')'
                  else coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') end
             || case when a.attidentity <> '' then ' IDENTITY' else '' end
             || case when a.attcollation in (0, t.typcollation) then ''
                     else ' COLLATE ' || a.attcollation::regcollation end
             || case when a.attnotnull then ' NOT NULL' else '' end
        from pg_attribute a
        join pg_type t on t.oid = a.atttypid
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
       where a.attrelid = 'USERS_SYNC'::regclass and a.attnum > 0 and not a.attisdropped
       order by a.attnum
      """;

  // The one thing that the versions print differently: since Postgres 18 a column's NOT NULL is a
  // named constraint as well ('n'). It stands with the column above, so it is left out here.
  private static final String CONSTRAINTS =
      """
      select 'ALTER TABLE ONLY ' || conrelid::regclass || ' ADD CONSTRAINT ' || conname || ' '
             || pg_get_constraintdef(oid) || E';\\n'
        from pg_constraint
       where conrelid = 'USERS_SYNC'::regclass and contype <> 'n'
       order by conname
      """;

  private static final String INDEXES =
      """
      select pg_get_indexdef(indexrelid) || E';\\n'
        from pg_index i
       where indrelid = 'USERS_SYNC'::regclass
         and not exists (select from pg_constraint c
                          where c.conindid = i.indexrelid and c.conrelid = i.indrelid)
       order by indexrelid::regclass::text
      """;

  private static final String BESIDES =
      """
      select pg_get_triggerdef(oid) from pg_trigger
       where tgrelid = 'USERS_SYNC'::regclass and not tgisinternal
      union all
      select 'rule ' || rulename from pg_rewrite where ev_class = 'USERS_SYNC'::regclass
      union all
      select 'policy ' || polname from pg_policy where polrelid = 'USERS_SYNC'::regclass
      union all
      select 'inherits ' || inhparent::regclass from pg_inherits
       where inhrelid = 'USERS_SYNC'::regclass
      union all
      select 'option ' || unnest(reloptions) from pg_class where oid = 'USERS_SYNC'::regclass
      union all
      select 'kind ' || relkind::text || relpersistence::text || case when relrowsecurity then ' rls' else '' end
        from pg_class
       where oid = 'USERS_SYNC'::regclass
         and (relkind <> 'r' or relpersistence <> 'p' or relrowsecurity)
      order by 1
      """;
}
