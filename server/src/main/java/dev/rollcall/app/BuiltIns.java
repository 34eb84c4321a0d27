package dev.rollcall.app;

import dev.rollcall.auth.account.BuiltInConnector;
import dev.rollcall.config.DeclaredBuiltIn;
import dev.rollcall.project.ApplicationKey;
import dev.rollcall.project.ApplicationKeys;
import dev.rollcall.project.AuthProject;
import dev.rollcall.project.AuthProjects;
import dev.rollcall.project.AuthSettings;
import dev.rollcall.project.KeyIssuer;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.Projects;
import dev.rollcall.project.TrustedDomain;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Gives projects the built-in provider, and their applications the keys for it.
final class BuiltIns {
  private static final String PUBLISHABLE = "NEXT_PUBLIC_STACK_PUBLISHABLE_CLIENT_KEY";
  private static final String SECRET = "STACK_SECRET_SERVER_KEY";
  private static final Map<String, ApplicationKey.Kind> KINDS =
      Arrays.stream(ApplicationKey.Kind.values())
          .collect(
              Collectors.toMap(
                  ApplicationKey.Kind::wireName,
                  Function.identity(),
                  (one, _) -> one,
                  LinkedHashMap::new));

  private final Projects projects;
  private final AuthProjects authProjects;
  private final ApplicationKeys keys;
  private final SecureRandom random;
  private final InstantSource clock;
  private final boolean sharedOwner;

  /// @param sharedOwner whether credentials may be where the application's own role can read them
  BuiltIns(
      Projects projects,
      AuthProjects authProjects,
      ApplicationKeys keys,
      SecureRandom random,
      InstantSource clock,
      boolean sharedOwner) {
    this.sharedOwner = sharedOwner;
    this.projects = projects;
    this.authProjects = authProjects;
    this.keys = keys;
    this.random = random;
    this.clock = clock;
  }

  /// What cannot be used of what is declared; empty where all of it can.
  static List<String> mistakes(DeclaredBuiltIn declared) {
    List<String> mistakes = new ArrayList<>();
    String id = declared.projectId();
    List<Runnable> checks = new ArrayList<>();
    checks.add(() -> checkedId(id == null ? AuthProject.INTERNAL : id));
    KINDS.forEach((name, kind) -> {
      Secret text = declared.keys().get(name);
      if (text != null) {
        checks.add(() -> new ApplicationKey(kind, text));
      }
    });
    List<String> domains = declared.domains();
    if (domains != null) {
      domains.forEach(domain -> checks.add(() -> new TrustedDomain(domain)));
    }
    for (Runnable check : checks) {
      try {
        check.run();
      } catch (IllegalArgumentException wrong) {
        mistakes.add(String.valueOf(wrong.getMessage()));
      }
    }
    return mistakes;
  }

  /// Gives a project the built-in provider; one that has it keeps its id and settings, but for what
  /// the file declares.
  ///
  /// @throws IllegalArgumentException if another project has the id, a key is too short, or the
  ///   database is the application's too
  void turnOn(ProjectId project, @Nullable DeclaredBuiltIn declared) {
    if (!sharedOwner && projects.find(project).orElseThrow().ownerLogin() == null) {
      throw new IllegalArgumentException(
          "The built-in provider would keep credentials in a database where the application's own"
              + " role can read them. Start with --shared-owner if that is as you want it, or use"
              + " the embedded Postgres");
    }
    if (authProjects.find(project).isEmpty()) {
      String wanted = declared == null ? null : declared.projectId();
      String id = wanted == null ? UUID.randomUUID().toString() : checkedId(wanted);
      if (!authProjects.create(project, id, project.value(), AuthSettings.USUAL)
          && authProjects.find(project).isEmpty()) {
        throw new IllegalArgumentException("Another project has the project_id '" + id + "'");
      }
    }
    if (declared != null) {
      refuseAnotherId(authProjects.find(project).orElseThrow(), declared);
      authProjects.change(project, before -> declared(before, declared));
      addKeys(authProjects.find(project).orElseThrow(), declared);
    }
    boolean connected =
        projects
            .find(project)
            .orElseThrow()
            .connected()
            .filter(provider -> provider.id().equals(BuiltInConnector.ID))
            .isPresent();
    if (!connected) {
      projects.connect(project, BuiltInConnector.ID, new ProviderSettings(Map.of()));
    }
  }

  /// Takes the built-in provider away from a project, with the keys for it.
  void turnOff(ProjectId project) {
    authProjects.remove(project);
    projects.disconnect(project);
  }

  /// The id is in the applications' configuration and in their users' sessions.
  private static void refuseAnotherId(AuthProject there, DeclaredBuiltIn declared) {
    String wanted = declared.projectId();
    if (wanted != null && !wanted.equals(there.authId())) {
      throw new IllegalArgumentException(
          "project_id is '"
              + wanted
              + "', but the project has '"
              + there.authId()
              + "' already, and keeps it");
    }
  }

  private static String checkedId(String id) {
    if (!id.equals(AuthProject.INTERNAL)
        && !id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
      throw new IllegalArgumentException(
          "project_id is '" + id + "': use a UUID in lower case, or internal");
    }
    return id;
  }

  private static AuthProject declared(AuthProject before, DeclaredBuiltIn declared) {
    List<String> domains = declared.domains();
    String name = declared.displayName();
    AuthSettings settings = before.settings().withSwitches(declared.switches());
    return before
        .named(name == null ? before.displayName() : name, before.description())
        .with(
            domains == null
                ? settings
                : settings.withDomains(domains.stream().map(AuthSettings::domain).toList()));
  }

  private void addKeys(AuthProject project, DeclaredBuiltIn declared) {
    List<ApplicationKey> fresh = new ArrayList<>();
    KINDS.forEach((name, kind) -> add(fresh, project, kind, declared, name));
    if (!fresh.isEmpty()) {
      keys.add(project.project(), "rollcall.yaml", fresh, clock.instant().plus(KeyIssuer.FOR_LONG));
      authProjects.forget();
    }
  }

  private void add(
      List<ApplicationKey> fresh,
      AuthProject project,
      ApplicationKey.Kind kind,
      DeclaredBuiltIn declared,
      String name) {
    Secret text = declared.keys().get(name);
    if (text != null && !authProjects.accepts(project.authId(), kind, text.value())) {
      fresh.add(new ApplicationKey(kind, text));
    }
  }

  /// What an application needs to sign its users in, under the names that the SDKs read. The keys
  /// of the last start stay while they are good.
  Map<String, String> variables(
      ProjectId project, @Nullable DeclaredBuiltIn declared, Path before, URI publicUrl)
      throws IOException {
    Optional<AuthProject> known = builtIn(project);
    if (known.isEmpty()) {
      return Map.of();
    }
    String id = known.get().authId();
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("NEXT_PUBLIC_STACK_PROJECT_ID", id);
    Secret publishable = declared == null ? null : declared.keys().get("publishable_client_key");
    Secret secret = declared == null ? null : declared.keys().get("secret_server_key");
    if (publishable == null || secret == null) {
      Optional<String> oldPublishable = EnvFile.read(before, PUBLISHABLE);
      Optional<String> oldSecret = EnvFile.read(before, SECRET);
      if (accepts(id, ApplicationKey.Kind.PUBLISHABLE, oldPublishable)
          && accepts(id, ApplicationKey.Kind.SECRET, oldSecret)) {
        publishable = new Secret(oldPublishable.orElseThrow());
        secret = new Secret(oldSecret.orElseThrow());
      } else {
        ApplicationKey one = ApplicationKey.random(ApplicationKey.Kind.PUBLISHABLE, random);
        ApplicationKey other = ApplicationKey.random(ApplicationKey.Kind.SECRET, random);
        Instant until = clock.instant().plus(KeyIssuer.FOR_LONG);
        keys.add(project, "data folder", List.of(one, other), until);
        authProjects.forget();
        publishable = one.text();
        secret = other.text();
      }
    }
    variables.put(PUBLISHABLE, publishable.value());
    variables.put(SECRET, secret.value());
    variables.put("NEXT_PUBLIC_STACK_API_URL", publicUrl.toString());
    variables.put("NEXT_PUBLIC_STACK_URL", publicUrl.toString());
    return variables;
  }

  /// The project as its built-in provider knows it; empty while it has another provider.
  private Optional<AuthProject> builtIn(ProjectId project) {
    return projects
        .find(project)
        .flatMap(one -> one.connected())
        .filter(provider -> provider.id().equals(BuiltInConnector.ID))
        .flatMap(_ -> authProjects.find(project));
  }

  private boolean accepts(String id, ApplicationKey.Kind kind, Optional<String> key) {
    return key.filter(text -> authProjects.accepts(id, kind, text)).isPresent();
  }
}
