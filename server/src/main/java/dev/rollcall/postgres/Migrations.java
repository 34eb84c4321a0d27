package dev.rollcall.postgres;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// Brings a schema up to date by the numbered scripts on the class path, over Flyway. Two releases
/// may share a schema: what the newer one has added does not disturb the older one, which may be
/// started again meanwhile. A script that takes away what nothing has used since script 12 is named
/// `V0018__contract_since_12_...`, so that a release that is older than that is refused.
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
  /// @throws MigrationException if a script fails, or a newer Rollcall has taken away what this one
  ///   uses
  public void run(DataSource source) {
    History history = history(source);
    if (history.needed > latest) {
      throw new MigrationException(
          "The schema '"
              + schema
              + "' was written by a newer Rollcall, which has taken away what this one uses (its"
              + " version is "
              + history.version
              + " and asks for "
              + history.needed
              + ", this one knows "
              + latest
              + "). Start that version, or use another database");
    }
    if (history.version < latest) {
      migrate(source);
    }
  }

  /// What has run.
  ///
  /// @param version the number of the newest script; 0 where none has run
  /// @param needed the newest script that whoever uses the schema must know
  private record History(long version, long needed) {}

  private History history(DataSource source) {
    String history = schema + ".schema_history";
    return new Database(source)
        .inTransaction(tx ->
            tx.one("select to_regclass(?) is not null", row -> row.getBoolean(1), history)
                    .orElse(false)
                ? tx.one(
                        """
                        select coalesce(max(version::int), 0),
                               coalesce(max(substring(description
                                                      from '^contract since (\\d+)')::int), 0)
                          from %s where success
                        """
                            .formatted(history),
                        row -> new History(row.getLong(1), row.getLong(2)))
                    .orElseThrow()
                : new History(0, 0));
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
