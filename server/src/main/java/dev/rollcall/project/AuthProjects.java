package dev.rollcall.project;

import dev.rollcall.json.Json;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.secret.OpaqueToken;
import dev.rollcall.secret.Secret;
import dev.rollcall.secret.Secrets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The table `rollcall_control.auth_project`: which projects have the built-in provider, and how it
/// is set up there. What other processes change is seen within a second.
public final class AuthProjects {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final int MOST_REMEMBERED = 10_000;

  private static final String SELECT =
      """
      select project, auth_id, display_name, description, is_production_mode, settings::text as settings,
             email_server, created_at
        from rollcall_control.auth_project
      """;

  private final Database control;
  private final Secrets secrets;
  private final InstantSource clock;
  private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

  public AuthProjects(Database control, Secrets secrets, InstantSource clock) {
    this.control = control;
    this.secrets = secrets;
    this.clock = clock;
  }

  private record Remembered(@Nullable Known known, Instant at) {}

  private record Known(AuthProject project, List<KeySet.Hashed> keys) {}

  /// Adds a project. False where there is one with this id already; that one stays as it is.
  public boolean create(
      ProjectId project, String authId, String displayName, AuthSettings settings) {
    boolean made =
        control.inTransaction(tx ->
            tx.update(
                    """
                    insert into rollcall_control.auth_project
                           (project, auth_id, display_name, settings, created_at)
                    values (?, ?, ?, ?::jsonb, ?)
                    on conflict do nothing
                    """,
                    project.value(),
                    authId,
                    displayName,
                    Json.MAPPER.writeValueAsString(settings),
                    clock.instant())
                == 1);
    remembered.clear();
    return made;
  }

  /// By the id that applications name.
  public Optional<AuthProject> find(String authId) {
    return Optional.ofNullable(known(authId)).map(Known::project);
  }

  public Optional<AuthProject> find(ProjectId project) {
    return control.inTransaction(
        tx -> tx.one(SELECT + "where project = ?", this::read, project.value()));
  }

  public List<AuthProject> all() {
    return control.inTransaction(tx -> tx.all(SELECT + "order by created_at, project", this::read));
  }

  /// Whether this is a good key of this kind for the project; false too where there is none.
  public boolean accepts(String authId, ApplicationKey.Kind kind, String text) {
    return keys(authId, kind, text).isPresent();
  }

  /// The good keys that one of this kind belongs to.
  public Optional<KeySet> keys(String authId, ApplicationKey.Kind kind, String text) {
    Known known = known(authId);
    if (known == null) {
      return Optional.empty();
    }
    byte[] hash = OpaqueToken.hash(text);
    Instant now = clock.instant();
    return known.keys().stream()
        .filter(keys -> keys.matches(kind, hash) && keys.keys().validAt(now))
        .map(KeySet.Hashed::keys)
        .findFirst();
  }

  /// Changes a project under a lock, so that two changes at once are both kept.
  ///
  /// @return empty where there is no such project
  public Optional<AuthProject> change(ProjectId project, UnaryOperator<AuthProject> change) {
    Optional<AuthProject> changed =
        control.inTransaction(tx -> {
          Optional<AuthProject> before =
              tx.one(SELECT + "where project = ? for update", this::read, project.value());
          if (before.isEmpty()) {
            return before;
          }
          AuthProject after = change.apply(before.get());
          write(tx, after);
          return Optional.of(after);
        });
    forget();
    return changed;
  }

  /// Takes the built-in provider away from a project, with its settings and its applications' keys.
  ///
  /// @return false where it has none
  public boolean remove(ProjectId project) {
    boolean removed =
        control.inTransaction(tx ->
            tx.update(
                    "delete from rollcall_control.auth_project where project = ?", project.value())
                == 1);
    forget();
    return removed;
  }

  /// Has what was remembered read again, after keys were changed here.
  public void forget() {
    remembered.clear();
  }

  private void write(Transaction tx, AuthProject project) throws SQLException {
    EmailServer server = project.emailServer();
    tx.update(
        """
        update rollcall_control.auth_project
           set display_name = ?, description = ?, is_production_mode = ?, settings = ?::jsonb,
               email_server = ?
         where project = ?
        """,
        project.displayName(),
        project.description(),
        project.productionMode(),
        Json.MAPPER.writeValueAsString(project.settings()),
        server == null
            ? null
            : secrets.encrypt(
                place(project.project()), new Secret(Json.MAPPER.writeValueAsString(server))),
        project.project().value());
  }

  private @Nullable Known known(String authId) {
    Instant now = clock.instant();
    Remembered before = remembered.get(authId);
    // In both directions: the clock may have been set back.
    if (before != null && Duration.between(before.at(), now).abs().compareTo(FRESH) < 0) {
      return before.known();
    }
    if (remembered.size() >= MOST_REMEMBERED) {
      remembered.clear();
    }
    @Nullable Known known =
        control
            .inTransaction(tx -> {
              Optional<AuthProject> project =
                  tx.one(SELECT + "where auth_id = ?", this::read, authId);
              return project.isEmpty()
                  ? Optional.<Known>empty()
                  : Optional.of(
                      new Known(
                          project.get(), ApplicationKeys.hashed(tx, project.get().project())));
            })
            .orElse(null);
    remembered.put(authId, new Remembered(known, now));
    return known;
  }

  private AuthProject read(ResultSet row) throws SQLException {
    ProjectId project = new ProjectId(Columns.text(row, "project"));
    byte @Nullable [] server = row.getBytes("email_server");
    return new AuthProject(
        project,
        Columns.text(row, "auth_id"),
        Columns.text(row, "display_name"),
        row.getString("description"),
        row.getBoolean("is_production_mode"),
        Json.MAPPER.readValue(Columns.text(row, "settings"), AuthSettings.class),
        server == null
            ? null
            : Json.MAPPER.readValue(
                secrets.decrypt(place(project), server).value(), EmailServer.class),
        Columns.someTime(row, "created_at"));
  }

  private static String place(ProjectId project) {
    return "auth_project/" + project + "/email_server";
  }
}
