package dev.rollcall.postgres;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings a schema up to date by the numbered scripts on the class path, over Flyway.
public final class Migrations {
  private final String schema;
  private final int latest;
  private final List<String> folders;

  /// @param latest the number of the newest script
  /// @param folders on the class path, such as `dev/rollcall/inbox/migration`
  public Migrations(String schema, int latest, List<String> folders) {
    this.schema = schema;
    this.latest = latest;
    this.folders = List.copyOf(folders);
  }

  /// Runs what is new. Where nothing is, one look at the history says so, and Flyway need not even
  /// be loaded.
  ///
  /// @throws MigrationException if a script fails, or the schema was written by a newer Rollcall
  public void run(DataSource source) {
    long version = version(source);
    if (version > latest) {
      throw new MigrationException(
          "The schema '"
              + schema
              + "' was written by a newer Rollcall (its version is "
              + version
              + ", this one knows "
              + latest
              + "). Start that version, or use another database");
    }
    if (version < latest) {
      migrate(source);
    }
  }

  /// The number of the newest script that has run; 0 where none has.
  private long version(DataSource source) {
    String history = schema + ".schema_history";
    return new Database(source)
        .inTransaction(tx ->
            tx.one("select to_regclass(?) is not null", row -> row.getBoolean(1), history)
                    .orElse(false)
                ? tx.number(
                    "select coalesce(max(version::int), 0) from " + history + " where success")
                : 0L);
  }

  private void migrate(DataSource source) {
    Flyway flyway =
        Flyway.configure()
            .dataSource(PoolerSafeSource.over(source))
            .schemas(schema)
            .defaultSchema(schema)
            .table("schema_history")
            .locations(folders.stream().map(folder -> "classpath:" + folder).toArray(String[]::new))
            .failOnMissingLocations(true)
            .validateOnMigrate(true)
            .load();
    try {
      flyway.migrate();
    } catch (FlywayException failure) {
      throw new MigrationException(schema, failure);
    }
  }
}
