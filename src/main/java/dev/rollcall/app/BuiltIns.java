package dev.rollcall.app;

import dev.rollcall.auth.account.BuiltInConnector;
import dev.rollcall.config.DeclaredBuiltIn;
import dev.rollcall.project.ApplicationKey;
import dev.rollcall.project.ApplicationKeys;
import dev.rollcall.project.AuthProject;
import dev.rollcall.project.AuthProjects;
import dev.rollcall.project.AuthSettings;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.Projects;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Gives projects the built-in provider, and their applications the keys for it.
final class BuiltIns {
  private static final Duration FOR_LONG = Duration.ofDays(36_500);
  private static final String PUBLISHABLE = "NEXT_PUBLIC_STACK_PUBLISHABLE_CLIENT_KEY";
  private static final String SECRET = "STACK_SECRET_SERVER_KEY";

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

  AuthProjects authProjects() {
    return authProjects;
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
      if (!authProjects.create(project, id, project.value(), AuthSettings.USUAL)) {
        throw new IllegalArgumentException("Another project has the project_id '" + id + "'");
      }
    }
    if (declared != null) {
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

  private static String checkedId(String id) {
    if (!id.equals(AuthProject.INTERNAL)
        && !id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
      throw new IllegalArgumentException(
          "project_id is '" + id + "': use a UUID in lower case, or internal");
    }
    return id;
  }

  private static AuthProject declared(AuthProject before, DeclaredBuiltIn declared) {
    AuthSettings old = before.settings();
    Map<String, Boolean> on = declared.switches();
    List<String> domains = declared.domains();
    String name = declared.displayName();
    AuthSettings settings =
        new AuthSettings(
            on.getOrDefault("sign_up_enabled", old.signUpEnabled()),
            on.getOrDefault("credential_enabled", old.credentialEnabled()),
            on.getOrDefault("magic_link_enabled", old.magicLinkEnabled()),
            on.getOrDefault("client_user_deletion_enabled", old.clientUserDeletionEnabled()),
            old.clientTeamCreationEnabled(),
            old.createTeamOnSignUp(),
            on.getOrDefault("allow_localhost", old.allowLocalhost()),
            on.getOrDefault("strict_domains", old.strictDomains()),
            domains == null ? old.domains() : domains.stream().map(AuthSettings::domain).toList(),
            on.getOrDefault("rotate_refresh_tokens", old.rotateRefreshTokens()),
            old.accessTokenSeconds());
    // Refuses what is no domain, before it is kept.
    settings.trusted();
    return new AuthProject(
        before.project(),
        before.authId(),
        name == null ? before.displayName() : name,
        before.description(),
        before.productionMode(),
        settings,
        before.emailServer(),
        before.createdAt());
  }

  private void addKeys(AuthProject project, DeclaredBuiltIn declared) {
    List<ApplicationKey> fresh = new ArrayList<>();
    add(fresh, project, ApplicationKey.Kind.PUBLISHABLE, declared, "publishable_client_key");
    add(fresh, project, ApplicationKey.Kind.SECRET, declared, "secret_server_key");
    add(fresh, project, ApplicationKey.Kind.ADMIN, declared, "super_secret_admin_key");
    if (!fresh.isEmpty()) {
      keys.add(project.project(), "rollcall.yaml", fresh, clock.instant().plus(FOR_LONG));
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
        Instant until = clock.instant().plus(FOR_LONG);
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
