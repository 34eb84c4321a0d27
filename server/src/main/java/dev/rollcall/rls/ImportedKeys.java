package dev.rollcall.rls;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps the keys that a database trusts in step with those that the server does. Keys that
/// somebody imported by hand stay as they are.
public final class ImportedKeys {
  private static final String NOT_PERMITTED = "42501";
  private static final String ORIGIN = "rollcall";

  /// The first version of the SQL that knows origins.
  private static final int NEEDS = 2;

  private final Database database;

  /// @param database whose role is a member of `neon_auth_keyadmin`
  public ImportedKeys(Database database) {
    this.database = database;
  }

  /// What came of keeping in step.
  public sealed interface Step {
    /// The database trusts what it should, save for what it refused.
    ///
    /// @param refused a sentence for each key that it did not take
    record InStep(int brought, int withdrawn, List<String> refused) implements Step {
      public InStep {
        refused = List.copyOf(refused);
      }
    }

    /// Row-level security is not on.
    record Off() implements Step {}

    /// It is on, by an older Rollcall.
    record Outdated() implements Step {}

    /// It is on, and the keys are not ours to change.
    record Closed() implements Step {}
  }

  /// Has the database trust these, and none of ours besides.
  public Step bring(List<ImportedKey> wanted) {
    try {
      return bringInOne(wanted);
    } catch (DatabaseException failure) {
      if (failure.state().equals(NOT_PERMITTED)) {
        return new Step.Closed();
      }
      throw failure;
    }
  }

  private Step bringInOne(List<ImportedKey> wanted) {
    return database.inTransaction(tx -> {
      long version = version(tx);
      if (version < NEEDS) {
        return version == 0 ? new Step.Off() : new Step.Outdated();
      }
      tx.number("select count(pg_advisory_xact_lock(hashtextextended('rollcall keys', 0)))");
      Map<Name, There> there = new HashMap<>();
      tx.all("select * from auth.jwks()", ImportedKeys::read)
          .forEach(one -> there.put(one.name(), one));
      List<String> refused = new ArrayList<>();
      Set<Name> kept = new HashSet<>();
      int brought = 0;
      for (ImportedKey key : wanted) {
        Name name = new Name(key.issuer(), key.kid(), key.alg());
        kept.add(name);
        There now = there.get(name);
        if (now == null || !now.is(key)) {
          brought += brought(tx, key, refused) ? 1 : 0;
        }
      }
      int withdrawn = 0;
      for (There one : there.values()) {
        if (one.ours() && one.trusted() && !kept.contains(one.name())) {
          withdrawn += withdraw(tx, one.name());
        }
      }
      return new Step.InStep(brought, withdrawn, refused);
    });
  }

  /// 0 where row-level security is off.
  private static long version(Transaction tx) throws SQLException {
    long there =
        tx.number(
            """
            select count(*) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'auth' and p.proname = 'installed'
            """);
    return there == 0
        ? 0
        : tx.one("select number from auth.installed()", row -> row.getLong(1)).orElse(0L);
  }

  private static boolean brought(Transaction tx, ImportedKey key, List<String> refused)
      throws SQLException {
    try {
      tx.undoIfItFails(() ->
          tx.number(
              "select auth.jwk_import(?, ?::jsonb, ?::text[], ?, 4, ?::name[], ?)",
              key.issuer(),
              key.jwk(),
              key.audiences().isEmpty() ? null : SqlArray.texts(key.audiences()),
              key.alg(),
              SqlArray.texts(key.roles()),
              ORIGIN));
      return true;
    } catch (SQLException failure) {
      switch (String.valueOf(failure.getSQLState())) {
        case "22023", "23505", "55000" -> {
          refused.add(
              "The key '%s' of %s: %s"
                  .formatted(key.kid(), key.issuer(), new DatabaseException(failure).reason()));
          return false;
        }
        default -> throw failure;
      }
    }
  }

  private static int withdraw(Transaction tx, Name name) throws SQLException {
    return Math.toIntExact(
        tx.number("select auth.jwk_withdraw(?, ?, ?)", name.issuer(), name.kid(), name.alg()));
  }

  private static There read(ResultSet row) throws SQLException {
    return new There(
        new Name(Columns.text(row, "issuer"), Columns.text(row, "kid"), Columns.text(row, "alg")),
        texts(row, "audience"),
        texts(row, "roles"),
        ORIGIN.equals(row.getString("origin")),
        row.getBoolean("trusted"));
  }

  private static List<String> texts(ResultSet row, String column) throws SQLException {
    java.sql.@Nullable Array array = row.getArray(column);
    return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
  }

  private record Name(String issuer, String kid, String alg) {}

  private record There(
      Name name, List<String> audiences, List<String> roles, boolean ours, boolean trusted) {

    boolean is(ImportedKey key) {
      return ours && trusted && audiences.equals(key.audiences()) && roles.equals(key.roles());
    }
  }
}
