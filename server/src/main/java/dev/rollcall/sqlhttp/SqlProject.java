package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.wire.WireTarget;
import dev.rollcall.project.ProjectId;
import java.util.function.Supplier;

/// A project whose database takes SQL over HTTP.
///
/// @param own the database as the server itself uses it
/// @param administering the same with the right to make roles; waits while row-level security is
///   being turned on
public record SqlProject(
    ProjectId id, WireTarget target, Database own, Supplier<Database> administering) {
  Database admin() {
    return administering.get();
  }
}
