package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.wire.WireTarget;
import dev.rollcall.project.ProjectId;

/// A project whose database takes SQL over HTTP.
///
/// @param own the database as the server itself uses it
/// @param admin the same with the right to make roles
public record SqlProject(ProjectId id, WireTarget target, Database own, Database admin) {}
