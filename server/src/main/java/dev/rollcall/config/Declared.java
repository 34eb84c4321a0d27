package dev.rollcall.config;

import dev.rollcall.secret.Secret;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `rollcall.yaml` declares besides settings; applied at every start, and again without
/// effect.
///
/// @param apiKeys whole keys for the management API, by name
public record Declared(List<DeclaredProject> projects, Map<String, Secret> apiKeys) {
  public static final Declared NOTHING = new Declared(List.of(), Map.of());

  public Declared {
    projects = List.copyOf(projects);
    apiKeys = Map.copyOf(apiKeys);
  }

  /// What is said of a project's built-in provider; null where nothing is.
  public @Nullable DeclaredBuiltIn builtIn(String project) {
    return projects.stream()
        .filter(one -> one.id().equals(project))
        .findFirst()
        .map(DeclaredProject::builtIn)
        .orElse(null);
  }

  /// One project of the file.
  ///
  /// @param keepFields which keys of a record are stored; null where nothing is said
  /// @param dropFields which keys are not; likewise
  /// @param databaseUrl null for a database that Rollcall makes
  /// @param provider its kind; null where the file leaves it open
  /// @param providerSettings by the names of the provider's settings
  /// @param builtIn what is said of the built-in provider; null where nothing is
  public record DeclaredProject(
      String id,
      @Nullable Secret databaseUrl,
      @Nullable String schema,
      @Nullable String idType,
      @Nullable String removeDeletedAfter,
      @Nullable List<String> keepFields,
      @Nullable List<String> dropFields,
      @Nullable String provider,
      Map<String, Secret> providerSettings,
      @Nullable DeclaredBuiltIn builtIn) {
    public DeclaredProject {
      providerSettings = Map.copyOf(providerSettings);
    }
  }
}
