package dev.rollcall.doctor;

import dev.rollcall.postgres.DatabaseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Runs all checks of a project. A check that cannot be made, since the database is away, is an
/// ailment itself and keeps no other from being made.
public final class Doctor {
  private final String project;
  private final List<Check> checks;

  /// @param checks handed in by whoever knows what there is to check
  public Doctor(String project, List<Check> checks) {
    this.project = project;
    this.checks = List.copyOf(checks);
  }

  /// One thing that is looked at.
  @FunctionalInterface
  public interface Check {
    List<Ailment> look();
  }

  /// What was found, the worst first.
  public List<Ailment> examine() {
    List<Ailment> found = new ArrayList<>();
    for (Check check : checks) {
      try {
        found.addAll(check.look());
      } catch (DatabaseException failure) {
        found.add(
            new Ailment(
                Ailment.Severity.SERIOUS,
                project,
                "unchecked",
                "A check could not be made: " + failure.reason(),
                "See that the database can be reached, and ask again"));
      }
    }
    return found.stream().distinct().sorted(Comparator.comparing(Ailment::severity)).toList();
  }
}
