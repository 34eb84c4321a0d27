package dev.rollcall.doctor;

import dev.rollcall.doctor.Ailment.Severity;
import dev.rollcall.postgres.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Looks whether Postgres has the patches that row-level security needs, and whether our schema in
/// it is that of this Rollcall.
public final class VersionCheck implements Doctor.Check {
  /// The first minor version of each that lets nobody learn of rows that are not theirs
  /// (CVE-2025-8713 and those before it).
  private static final Map<Long, Long> PATCHED = Map.of(14L, 19L, 15L, 14L, 16L, 10L, 17L, 6L);

  private final String project;
  private final Database database;
  private final int latest;

  /// @param latest the number of the newest script that this Rollcall brings
  public VersionCheck(String project, Database database, int latest) {
    this.project = project;
    this.database = database;
    this.latest = latest;
  }

  @Override
  public List<Ailment> look() {
    return database.reading(tx -> {
      List<Ailment> found = new ArrayList<>();
      long postgres = tx.number("select current_setting('server_version_num')::int");
      long major = postgres / 10_000;
      long patched = PATCHED.getOrDefault(major, 0L);
      if (postgres % 10_000 < patched) {
        found.add(
            new Ailment(
                Severity.SERIOUS,
                project,
                "postgres_version",
                "Postgres %d.%d lets rows be guessed that row-level security hides"
                    .formatted(major, postgres % 10_000),
                "Update Postgres to %d.%d or newer".formatted(major, patched)));
      }
      long schema =
          tx.number(
              "select coalesce(max(version::int), 0) from rollcall.schema_history where success");
      if (schema != latest) {
        found.add(
            new Ailment(
                Severity.SERIOUS,
                project,
                "schema_version",
                "The schema's version is %d, and this Rollcall knows %d".formatted(schema, latest),
                schema < latest
                    ? "Restart this server, which brings it up to date; the log says what is in the"
                        + " way"
                    : "Bring this server to the version of those that run beside it"));
      }
      return found;
    });
  }
}
