package dev.rollcall.project;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The table `rollcall_control.application_key`: with which keys applications come. A key is shown
/// once, when it is made.
public final class ApplicationKeys {
  private final Database control;
  private final InstantSource clock;

  public ApplicationKeys(Database control, InstantSource clock) {
    this.control = control;
    this.clock = clock;
  }

  /// Adds keys to a project; at most one of each kind.
  public KeySet add(
      ProjectId project, String description, List<ApplicationKey> keys, Instant expiresAt) {
    Map<ApplicationKey.Kind, ApplicationKey> byKind = new EnumMap<>(ApplicationKey.Kind.class);
    keys.forEach(key -> byKind.put(key.kind(), key));
    UUID id = UUID.randomUUID();
    Instant now = clock.instant();
    List<@Nullable Object> values = new ArrayList<>(List.of(id, project.value(), description));
    Map<ApplicationKey.Kind, String> ends = new EnumMap<>(ApplicationKey.Kind.class);
    for (ApplicationKey.Kind kind : ApplicationKey.Kind.values()) {
      @Nullable ApplicationKey key = byKind.get(kind);
      values.add(key == null ? null : key.hash());
      values.add(key == null ? null : key.end());
      if (key != null) {
        ends.put(kind, key.end());
      }
    }
    values.add(now);
    values.add(expiresAt);
    control.inTransaction(tx ->
        tx.update(
            """
            insert into rollcall_control.application_key
                   (id, project, description, publishable_hash, publishable_end, secret_hash,
                    secret_end, admin_hash, admin_end, created_at, expires_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            values.toArray()));
    return new KeySet(id, description, ends, now, expiresAt, null);
  }

  /// All of a project's, the youngest first, those that are no longer good too.
  public List<KeySet> all(ProjectId project) {
    return control.inTransaction(tx -> hashed(tx, project)).stream()
        .map(KeySet.Hashed::keys)
        .toList();
  }

  public Optional<KeySet> find(ProjectId project, UUID id) {
    return all(project).stream().filter(keys -> keys.id().equals(id)).findFirst();
  }

  /// False where there are no such keys, or they have been revoked before.
  public boolean revoke(ProjectId project, UUID id) {
    return control.inTransaction(tx ->
        tx.update(
                """
                update rollcall_control.application_key set revoked_at = ?
                 where project = ? and id = ? and revoked_at is null
                """,
                clock.instant(),
                project.value(),
                id)
            == 1);
  }

  public boolean describe(ProjectId project, UUID id, String description) {
    return control.inTransaction(tx ->
        tx.update(
                """
                update rollcall_control.application_key set description = ?
                 where project = ? and id = ?
                """,
                description,
                project.value(),
                id)
            == 1);
  }

  static List<KeySet.Hashed> hashed(Transaction tx, ProjectId project) throws SQLException {
    return tx.all(
        """
        select id, description, publishable_hash, publishable_end, secret_hash, secret_end,
               admin_hash, admin_end, created_at, expires_at, revoked_at
          from rollcall_control.application_key
         where project = ?
         order by created_at desc, id
        """,
        ApplicationKeys::read,
        project.value());
  }

  private static KeySet.Hashed read(ResultSet row) throws SQLException {
    Map<ApplicationKey.Kind, String> ends = new EnumMap<>(ApplicationKey.Kind.class);
    Map<ApplicationKey.Kind, byte[]> hashes = new EnumMap<>(ApplicationKey.Kind.class);
    for (ApplicationKey.Kind kind : ApplicationKey.Kind.values()) {
      String column = kind.name().toLowerCase(java.util.Locale.ROOT);
      byte @Nullable [] hash = row.getBytes(column + "_hash");
      if (hash != null) {
        hashes.put(kind, hash);
        ends.put(kind, Columns.text(row, column + "_end"));
      }
    }
    return new KeySet.Hashed(
        new KeySet(
            row.getObject("id", UUID.class),
            Columns.text(row, "description"),
            ends,
            Columns.someTime(row, "created_at"),
            Columns.someTime(row, "expires_at"),
            Columns.time(row, "revoked_at")),
        hashes);
  }
}
