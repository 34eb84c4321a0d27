package dev.rollcall.postgres;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/// Brings a schema up to date by the numbered scripts on the class path, over Flyway.
public final class Migrations {
  private final String schema;
  private final List<String> folders;

  /// @param folders on the class path, such as `dev/rollcall/inbox/migration`
  public Migrations(String schema, List<String> folders) {
    this.schema = schema;
    this.folders = List.copyOf(folders);
  }

  /// Runs what is new.
  ///
  /// @throws MigrationException if a script fails, or the schema was written by a newer Rollcall
  public void run(DataSource source) {
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
      for (MigrationInfo migration : flyway.info().all()) {
        if (migration.getState().isApplied() && !migration.getState().isResolved()) {
          throw new MigrationException(
              "The schema '"
                  + schema
                  + "' was written by a newer Rollcall (its version is "
                  + migration.getVersion()
                  + "). Start that version, or use another database");
        }
      }
      flyway.migrate();
    } catch (FlywayException failure) {
      throw new MigrationException(schema, failure);
    }
  }
}
