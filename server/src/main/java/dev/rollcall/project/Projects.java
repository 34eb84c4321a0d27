package dev.rollcall.project;

import dev.rollcall.json.Json;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.secret.Secret;
import dev.rollcall.secret.Secrets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/// The table `rollcall_control.project`. Logins and provider settings are encrypted in it.
public final class Projects {
  private static final String COLUMNS =
      """
      id, schema_name, id_type, remove_deleted_after, login, owner_login, provider, provider_settings,
      connected_at, created_at, fields
      """;

  private final Database control;
  private final Secrets secrets;
  private final InstantSource clock;

  public Projects(Database control, Secrets secrets, InstantSource clock) {
    this.control = control;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// Adds a project. False where there is one of this name already; that one stays as it is.
  public boolean create(
      ProjectId id,
      UsersTable table,
      RemoveDeleted removeDeleted,
      DatabaseLogin login,
      @Nullable DatabaseLogin ownerLogin) {
    return control.inTransaction(tx ->
        tx.update(
                """
                insert into rollcall_control.project
                       (id, schema_name, id_type, remove_deleted_after, login, owner_login,
                        created_at)
                values (?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do nothing
                """,
                id.value(),
                table.schema(),
                table.idType().sql(),
                removeDeleted.toString(),
                secrets.encrypt(place(id, "login"), login.url()),
                ownerLogin == null ? null : secrets.encrypt(place(id, "owner"), ownerLogin.url()),
                clock.instant())
            == 1);
  }

  public List<Project> all() {
    return control.inTransaction(tx ->
        tx.all(
            "select " + COLUMNS + " from rollcall_control.project order by created_at, id",
            this::read));
  }

  /// Which projects there are, each with a word that is another one after every change.
  public Map<ProjectId, String> versions() {
    return control
        .inTransaction(tx ->
            tx.all(
                "select id, xmin::text as version from rollcall_control.project",
                row ->
                    Map.entry(
                        new ProjectId(Columns.text(row, "id")), Columns.text(row, "version"))))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  public Optional<Project> find(ProjectId id) {
    return control.inTransaction(tx ->
        tx.one(
            "select " + COLUMNS + " from rollcall_control.project where id = ?",
            this::read,
            id.value()));
  }

  /// Gives a project its provider, in place of the one that it may have had.
  public void connect(ProjectId id, ProviderId provider, ProviderSettings settings) {
    String json = Json.MAPPER.writeValueAsString(settings.values());
    control.inTransaction(tx ->
        tx.update(
            """
            update rollcall_control.project
               set provider = ?, provider_settings = ?, connected_at = ?
             where id = ?
            """,
            provider.value(),
            secrets.encrypt(place(id, "provider"), new Secret(json)),
            clock.instant(),
            id.value()));
  }

  /// Takes a project's provider away; its table stays as it is.
  public void disconnect(ProjectId id) {
    control.inTransaction(tx ->
        tx.update(
            """
            update rollcall_control.project
               set provider = null, provider_settings = null, connected_at = null
             where id = ?
            """,
            id.value()));
  }

  /// Decides which of a record's keys a project stores from now on.
  public void setFields(ProjectId id, FieldPolicy fields) {
    control.inTransaction(tx ->
        tx.update(
            "update rollcall_control.project set fields = ? where id = ?",
            fields.stored(),
            id.value()));
  }

  /// Moves the logins of a project, for an embedded Postgres that got another port.
  public void setLogins(ProjectId id, DatabaseLogin login, @Nullable DatabaseLogin ownerLogin) {
    control.inTransaction(tx ->
        tx.update(
            "update rollcall_control.project set login = ?, owner_login = ? where id = ?",
            secrets.encrypt(place(id, "login"), login.url()),
            ownerLogin == null ? null : secrets.encrypt(place(id, "owner"), ownerLogin.url()),
            id.value()));
  }

  private Project read(ResultSet row) throws SQLException {
    ProjectId id = new ProjectId(Columns.text(row, "id"));
    byte @Nullable [] owner = row.getBytes("owner_login");
    return new Project(
        id,
        new UsersTable(
            Columns.text(row, "schema_name"), UsersTable.IdType.of(Columns.text(row, "id_type"))),
        RemoveDeleted.of(Columns.text(row, "remove_deleted_after")),
        FieldPolicy.read(row.getString("fields")),
        DatabaseLogin.of(secrets.decrypt(place(id, "login"), row.getBytes("login"))),
        owner == null ? null : DatabaseLogin.of(secrets.decrypt(place(id, "owner"), owner)),
        provider(id, row),
        Columns.someTime(row, "created_at"));
  }

  private @Nullable ConnectedProvider provider(ProjectId id, ResultSet row) throws SQLException {
    String provider = row.getString("provider");
    Instant connectedAt = Columns.time(row, "connected_at");
    if (provider == null || connectedAt == null) {
      return null;
    }
    Secret json = secrets.decrypt(place(id, "provider"), row.getBytes("provider_settings"));
    return new ConnectedProvider(
        new ProviderId(provider),
        new ProviderSettings(
            Json.MAPPER.readValue(json.value(), new TypeReference<Map<String, String>>() {})),
        connectedAt);
  }

  private static String place(ProjectId id, String what) {
    return "project/" + id + "/" + what;
  }
}
