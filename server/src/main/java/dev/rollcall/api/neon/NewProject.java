package dev.rollcall.api.neon;

import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import org.jspecify.annotations.Nullable;

/// A project to be made.
///
/// @param login its database; null for one that Rollcall makes
public record NewProject(
    ProjectId id, UsersTable table, RemoveDeleted removeDeleted, @Nullable DatabaseLogin login) {}
