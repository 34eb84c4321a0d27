package dev.rollcall.app;

import dev.rollcall.api.neon.NewProject;
import dev.rollcall.api.neon.OperationRefusedException;
import dev.rollcall.config.Declared;
import dev.rollcall.config.Declared.DeclaredProject;
import dev.rollcall.config.DeclaredBuiltIn;
import dev.rollcall.project.ApiKeys;
import dev.rollcall.project.ConnectedProvider;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.project.FieldPolicy;
import dev.rollcall.project.Project;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.secret.ApiKey;
import dev.rollcall.secret.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings about what `rollcall.yaml` declares: what is not there is made, what is there stays, and
/// a provider whose settings differ is connected anew. Doing it again changes nothing.
final class Declarations {
  private static final Logger LOG = LoggerFactory.getLogger(Declarations.class);

  private final ProjectServers projects;
  private final ApiKeys keys;
  private final Declared declared;
  private final List<String> mistakes = new ArrayList<>();
  private final Set<String> seenIds = new HashSet<>();

  Declarations(ProjectServers projects, ApiKeys keys, Declared declared) {
    this.projects = projects;
    this.keys = keys;
    this.declared = declared;
  }

  /// Looks at all of it first, so that a mistake in one place leaves nothing half done.
  ///
  /// @throws StartException if something cannot be used; the message names every mistake
  void apply() {
    Map<String, ApiKey> wantedKeys = new HashMap<>();
    declared
        .apiKeys()
        .forEach((name, text) -> read(name, text).ifPresent(key -> wantedKeys.put(name, key)));
    List<Wanted> wanted = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (DeclaredProject project : declared.projects()) {
      if (!seen.add(project.id())) {
        mistakes.add("the project '" + project.id() + "' is declared twice");
      }
      read(project).ifPresent(wanted::add);
    }
    refuseMistakes();
    wantedKeys.forEach(keys::add);
    wanted.forEach(this::bringAbout);
    refuseMistakes();
  }

  private record Wanted(
      NewProject project,
      @Nullable FieldPolicy fields,
      Optional<ProviderId> provider,
      ProviderSettings settings,
      @Nullable DeclaredBuiltIn builtIn) {}

  private Optional<ApiKey> read(String name, Secret text) {
    Optional<ApiKey> key = ApiKey.parse(text.value());
    if (key.isEmpty()) {
      mistakes.add(
          "the API key '" + name + "' is no key: use one that `rollcall key create` has shown");
    }
    return key;
  }

  private Optional<Wanted> read(DeclaredProject project) {
    try {
      Secret url = project.databaseUrl();
      String schema = project.schema();
      String idType = project.idType();
      String removeDeleted = project.removeDeletedAfter();
      ProjectId named = new ProjectId(project.id());
      NewProject made =
          new NewProject(
              named,
              new UsersTable(
                  schema == null ? "neon_auth" : schema,
                  UsersTable.IdType.of(idType == null ? "text" : idType)),
              RemoveDeleted.of(removeDeleted == null ? "never" : removeDeleted),
              url == null ? null : DatabaseLogin.of(url));
      Map<String, String> values = new HashMap<>();
      project.providerSettings().forEach((name, value) -> values.put(name, value.value()));
      ProviderSettings settings = new ProviderSettings(values);
      Optional<ProviderId> provider = Optional.ofNullable(project.provider()).map(ProviderId::new);
      provider.ifPresent(id -> projects.tryOut(named, id, settings));
      readBuiltIn(project);
      FieldPolicy fields =
          project.keepFields() == null && project.dropFields() == null
              ? null
              : FieldPolicy.of(project.keepFields(), project.dropFields());
      return Optional.of(new Wanted(made, fields, provider, settings, project.builtIn()));
    } catch (IllegalArgumentException wrong) {
      mistakes.add("the project '" + project.id() + "': " + wrong.getMessage());
      return Optional.empty();
    }
  }

  private void readBuiltIn(DeclaredProject project) {
    DeclaredBuiltIn builtIn = project.builtIn();
    if (builtIn == null) {
      return;
    }
    List<String> wrong = new ArrayList<>(BuiltIns.mistakes(builtIn));
    String id = builtIn.projectId();
    if (id != null && !seenIds.add(id)) {
      wrong.add("another project of the file has the project_id '" + id + "'");
    }
    wrong.forEach(mistake -> mistakes.add("the project '" + project.id() + "': " + mistake));
  }

  private void bringAbout(Wanted wanted) {
    ProjectId id = wanted.project().id();
    Optional<ProjectServer> there = projects.server(id.value());
    if (there.isEmpty()) {
      try {
        projects.create(wanted.project());
      } catch (OperationRefusedException refused) {
        mistakes.add("the project '" + id + "': " + refused.getMessage());
        return;
      }
    } else if (!there.get().project().table().equals(wanted.project().table())
        || !there.get().project().removeDeleted().equals(wanted.project().removeDeleted())) {
      LOG.warn("project={} is declared otherwise than it was made; it stays as it is", id);
    }
    // Before the provider says anything.
    FieldPolicy fields = wanted.fields();
    if (fields != null
        && !projects.server(id.value()).orElseThrow().project().fields().equals(fields)) {
      projects.setFields(id, fields);
      LOG.info("project={} stores the fields of its records as declared", id);
    }
    wanted.provider().ifPresent(provider -> connect(id, provider, wanted.settings()));
    if (wanted.builtIn() != null) {
      try {
        projects.turnOnBuiltIn(id, wanted.builtIn());
      } catch (IllegalArgumentException wrong) {
        mistakes.add("the project '" + id + "': " + wrong.getMessage());
      }
    }
  }

  private void connect(ProjectId id, ProviderId provider, ProviderSettings settings) {
    Project project = projects.server(id.value()).orElseThrow().project();
    Optional<ConnectedProvider> now = project.connected();
    boolean same =
        now.isPresent() && now.get().id().equals(provider) && now.get().settings().equals(settings);
    if (!same) {
      projects.connectUntried(id, provider, settings);
      LOG.info("project={} connected to provider={} as declared", id, provider);
    }
  }

  private void refuseMistakes() {
    if (!mistakes.isEmpty()) {
      StringBuilder text =
          new StringBuilder("Rollcall was not started, because of what rollcall.yaml declares:");
      for (int i = 0; i < mistakes.size(); i++) {
        text.append("\n  ").append(i + 1).append(". ").append(mistakes.get(i));
      }
      throw new StartException(text.toString());
    }
  }
}
