package dev.rollcall.api.neon;

import dev.rollcall.project.FieldPolicy;
import dev.rollcall.project.ProjectId;
import dev.rollcall.provider.Dialect;
import dev.rollcall.provider.Finding;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.reconcile.Comparison;
import dev.rollcall.reconcile.ComparisonRequest;
import dev.rollcall.rls.RowSecurity;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the management API can have done. The composition root does it.
public interface Operations {

  List<ProjectRooms> projects();

  Optional<ProjectRooms> project(ProjectId id);

  /// Makes a project, its database and its table.
  ///
  /// @throws OperationRefusedException if there is one of this name, or its database cannot be had
  ProjectRooms create(NewProject project);

  List<Dialect> dialects();

  /// Connects a project to a provider, unless its check finds a problem; the findings say so.
  ///
  /// @throws OperationRefusedException if the settings cannot be used
  List<Finding> connect(ProjectId project, ProviderId provider, ProviderSettings settings);

  /// Begins a comparison, or answers the one under way.
  ///
  /// @throws OperationRefusedException if the project is connected to no provider
  Comparison compare(ProjectId project, ComparisonRequest request);

  /// Decides which of a record's keys a project stores from now on. Rows that are there stay as
  /// they are until they are rewritten, or change.
  void setFields(ProjectId project, FieldPolicy fields);

  /// Lets a role read `users_sync` and refer to it.
  ///
  /// @throws OperationRefusedException if there is no such role
  void grant(ProjectId project, String role);

  /// Row-level security in a project's database, with the rights that it takes.
  RowSecurity rowSecurity(ProjectId project);

  /// What does not work, by project; empty where all does.
  Map<String, String> troubles();
}
