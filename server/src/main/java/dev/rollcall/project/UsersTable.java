package dev.rollcall.project;

import java.util.Locale;
import java.util.regex.Pattern;

/// Which form of `users_sync` a project has.
///
/// @param schema `neon_auth`, or another name such as `neon_identity`, as in the oldest documents
/// @param idType the type of the column `id`
public record UsersTable(String schema, IdType idType) {
  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  /// What Neon Auth had.
  public static final UsersTable USUAL = new UsersTable("neon_auth", IdType.TEXT);

  public UsersTable {
    if (!SCHEMA.matcher(schema).matches()
        || schema.startsWith("pg_")
        || schema.equals("rollcall")
        || schema.startsWith("rollcall_")
        || schema.equals("public")
        || schema.equals("information_schema")) {
      throw new IllegalArgumentException(
          "Not a schema for users_sync: '"
              + schema
              + "' (lower-case letters, digits and underscores; not public, rollcall or pg_*)");
    }
  }

  /// The table's name as SQL takes it.
  public String name() {
    return schema + ".users_sync";
  }

  /// The type of `users_sync.id`.
  public enum IdType {
    /// Takes every provider's ids.
    TEXT,
    /// For applications whose foreign keys are UUIDs; refuses ids that are none.
    UUID;

    /// The type's name in SQL.
    public String sql() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException if there is no such type
    public static IdType of(String text) {
      return switch (text) {
        case "text" -> TEXT;
        case "uuid" -> UUID;
        default ->
            throw new IllegalArgumentException("'" + text + "' is no id type: use text or uuid");
      };
    }
  }
}
