package dev.rollcall.api.stack;

import dev.rollcall.auth.account.Account;
import dev.rollcall.auth.account.AccountChange;
import dev.rollcall.auth.account.AccountWritten;
import dev.rollcall.auth.account.BuiltInConnector;
import dev.rollcall.auth.account.ManagedProjects;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Projects: a project's administration sets it up, and users of the project `internal` own
/// projects and make more of them.
public final class ProjectRoutes implements RouteGroup {
  private final ProviderRooms.Finder rooms;
  private final dev.rollcall.project.AuthProjects projects;
  private final ProjectMaker maker;

  public ProjectRoutes(
      ProviderRooms.Finder rooms, dev.rollcall.project.AuthProjects projects, ProjectMaker maker) {
    this.rooms = rooms;
    this.projects = projects;
    this.maker = maker;
  }

  @Override
  public void addTo(StackRoutes routes) {
    routes.get("/internal/projects/current", Access.ADMIN, this::show);
    routes.patch("/internal/projects/current", Access.ADMIN, this::change);
    routes.delete("/internal/projects/current", Access.ADMIN, this::end);
    routes.get("/internal/projects", Access.CLIENT, this::list);
    routes.post("/internal/projects", Access.CLIENT, this::make);
  }

  private StackAnswer show(StackRequest request) {
    return StackAnswer.ok(view(rooms.of(request.project().id()).settings()));
  }

  private StackAnswer change(StackRequest request) {
    ProjectChange wanted = ProjectChange.of(request, ProjectShapes.UPDATE);
    return projects
        .change(rooms.of(request.project().id()).settings().project(), wanted::applyTo)
        .<StackAnswer>map(changed -> StackAnswer.ok(view(changed)))
        .orElseGet(() -> DetailedError.projectNotFound(request.project().id()));
  }

  private StackAnswer end(StackRequest request) {
    maker.end(rooms.of(request.project().id()).settings().project());
    return StackAnswer.success();
  }

  private StackAnswer list(StackRequest request) {
    ProviderRooms internal = internal(request);
    UUID owner = ProviderRooms.uuid(request.signedIn());
    List<String> ids =
        internal.database().inTransaction(tx -> internal.accounts().find(tx, owner)).stream()
            .map(ManagedProjects::of)
            .flatMap(List::stream)
            .toList();
    List<Map<String, @Nullable Object>> items =
        ids.stream().map(projects::find).flatMap(Optional::stream).map(this::view).toList();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("items", items);
    answer.put("is_paginated", false);
    return StackAnswer.ok(answer);
  }

  private StackAnswer make(StackRequest request) {
    ProviderRooms internal = internal(request);
    UUID owner = ProviderRooms.uuid(request.signedIn());
    ProjectChange wanted = ProjectChange.of(request, ProjectShapes.CREATE);
    dev.rollcall.project.AuthProject made = maker.make(wanted::applyTo);
    boolean owned =
        internal
            .database()
            .inTransaction(tx -> {
              // The lock keeps the projects that the same user makes at once from being forgotten.
              Optional<Account> account = internal.accounts().lock(tx, owner);
              return account.isPresent()
                  && internal
                          .accounts()
                          .change(
                              tx,
                              owner,
                              AccountChange.NOTHING.withServerMetadata(
                                  ManagedProjects.with(account.get(), made.authId())),
                              internal.clock().instant())
                      instanceof AccountWritten.Written;
            });
    return owned ? StackAnswer.created(view(made)) : KnownError.USER_NOT_FOUND;
  }

  /// The rooms of the project `internal`, whose users own projects.
  private ProviderRooms internal(StackRequest request) {
    if (!request.project().id().equals(dev.rollcall.project.AuthProject.INTERNAL)) {
      throw KnownError.EXPECTED_INTERNAL_PROJECT.refused();
    }
    return rooms.of(dev.rollcall.project.AuthProject.INTERNAL);
  }

  private Map<String, @Nullable Object> view(dev.rollcall.project.AuthProject project) {
    ProviderRooms its = rooms.of(project.authId());
    return ProjectView.of(
        project, new BuiltInConnector(its.database(), its.clock()).count().orElse(0));
  }
}
