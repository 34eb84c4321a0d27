package dev.rollcall.rls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// The whole of our SQL as one script that may be run again: upgrades that have run are skipped,
/// functions and privileges are made anew.
///
/// @param upgrades what was ever done to tables, in order; the number of the newest is the version
record Script(List<String> upgrades) {
  private static final List<String> UPGRADES =
      List.of("upgrade/0001-tables.sql", "upgrade/0002-origins.sql");
  private static final List<String> FUNCTIONS =
      List.of(
          "functions/10-numbers.sql",
          "functions/20-rsa.sql",
          "functions/30-ecdsa.sql",
          "functions/31-p256-comb.sql",
          "functions/32-ed25519.sql",
          "functions/40-hmac.sql",
          "functions/50-keys.sql",
          "functions/51-token.sql",
          "functions/60-seal.sql",
          "functions/61-session.sql",
          "functions/70-doctor.sql");

  /// What this Rollcall installs.
  static Script current() {
    return new Script(UPGRADES.stream().map(Script::read).toList());
  }

  int number() {
    return upgrades.size();
  }

  /// Changes whenever anything of the script does.
  String content() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /// To be run in one transaction.
  String inTransaction() {
    return beforeBases() + fromBases();
  }

  /// The part of it after which the tables of base points are there, and empty.
  String beforeBases() {
    return filled(read("refuse-extension.sql") + functions());
  }

  /// The rest, which makes those tables if they are still empty.
  String fromBases() {
    return filled(rest());
  }

  /// The same from inside `create extension pg_session_jwt`. Where row-level security is on
  /// already, it does nothing; what it makes belongs to nobody's extension afterwards, so that it
  /// is brought up to date and removed like any other.
  String inExtension() {
    return read("extension.sql").replace("@SCRIPT@", filled(text()));
  }

  private String filled(String text) {
    return text.replace("@NUMBER@", String.valueOf(number())).replace("@CONTENT@", content());
  }

  private String text() {
    return functions() + rest();
  }

  private String functions() {
    StringBuilder text = new StringBuilder("set local search_path = pg_catalog, pg_temp;\n\n");
    text.append(read("refuse.sql")).append('\n').append(read("roles.sql")).append('\n');
    for (int i = 0; i < upgrades.size(); i++) {
      text.append(upgrade(i + 1, upgrades.get(i)));
    }
    FUNCTIONS.forEach(name -> text.append(read(name)).append('\n'));
    return text.toString();
  }

  private static String rest() {
    return read("bases.sql") + '\n' + read("grants.sql") + '\n' + read("finish.sql");
  }

  private static String upgrade(int number, String sql) {
    return """
    do $upgrade$
    begin
      if coalesce((select max(number) from auth_private.installed), 0) < %d then
        execute $sql$
    %s$sql$;
      end if;
    end
    $upgrade$;

    """
        .formatted(number, sql);
  }

  static String read(String name) {
    try (InputStream file = Script.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("This build lacks " + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
