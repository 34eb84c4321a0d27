package dev.rollcall.sqlhttp;

import dev.rollcall.postgres.Transaction;
import dev.rollcall.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.postgresql.util.PasswordUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The table `rollcall.sql_login` and its roles: for each connection a role of its own in the whole
/// cluster, so that no request can see, cancel or set anything of another's. Every claim makes the
/// role anew as it should be, since a role may alter itself.
final class LoginRoles {
  /// What all of them begin with.
  static final String PREFIX = "rollcall_sql_";

  private static final Logger LOG = LoggerFactory.getLogger(LoginRoles.class);
  private static final String TEMP_FILE_LIMIT = "temp_file_limit=1GB";

  private final SqlProject project;
  private final String memberOf;
  private final SecureRandom random;

  /// @param memberOf whose rights they have
  LoginRoles(SqlProject project, String memberOf, SecureRandom random) {
    this.project = project;
    this.memberOf = memberOf;
    this.random = random;
  }

  /// A role that nobody is logged in with. It is ours until somebody logs in, or for half a minute.
  LoginRole claim() {
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    String password = HexFormat.of().formatHex(bytes);
    return project
        .admin()
        .inTransaction(tx -> {
          guard(tx);
          String name = free(tx);
          settle(tx, name, mayLimitFiles(tx));
          tx.script(
              "alter role %s login password '%s'"
                  .formatted(name, PasswordUtil.encodeScramSha256(password.toCharArray())));
          return new LoginRole(name, new Secret(password));
        });
  }

  /// Ends the role's backend if it is still there, and lets nobody log in with it.
  void release(LoginRole role, int backend) {
    project
        .admin()
        .inTransaction(tx -> {
          guard(tx);
          if (tx.one(
                  "select 1 from rollcall.sql_login where name = ? for update",
                  row -> row.getInt(1),
                  role.name())
              .isEmpty()) {
            return 0L; // Dismissed meanwhile.
          }
          tx.script("alter role " + role.name() + " nologin password null");
          tx.update("update rollcall.sql_login set claimed_at = null where name = ?", role.name());
          return tx.number(
              """
              select count(pg_terminate_backend(pid)) from pg_stat_activity a
                join pg_roles r on r.oid = a.usesysid
               where pid = ? and r.rolname = ?
              """,
              backend,
              role.name());
        });
  }

  /// Whoever owns a database may set another search path for it.
  private static void guard(Transaction tx) throws SQLException {
    tx.script("set local search_path = pg_catalog, pg_temp");
  }

  private static boolean mayLimitFiles(Transaction tx) throws SQLException {
    // Since Postgres 15 a superuser may let others set it.
    boolean grantable = tx.number("select current_setting('server_version_num')::int") >= 150_000;
    return tx.number(
            "select count(*) from pg_roles where rolname = current_user and (rolsuper"
                + (grantable ? " or has_parameter_privilege(oid, 'temp_file_limit', 'set'))" : ")"))
        == 1;
  }

  private String free(Transaction tx) throws SQLException {
    Optional<String> free =
        tx.one(
            """
            select name from rollcall.sql_login l
             where member_of = ?
               and (claimed_at is null or claimed_at < now() - interval '30 seconds')
               and not exists (select from pg_stat_activity a join pg_roles r on r.oid = a.usesysid
                                where r.rolname = l.name)
             order by number limit 1 for update skip locked
            """,
            row -> row.getString(1),
            memberOf);
    if (free.isPresent()) {
      tx.update("update rollcall.sql_login set claimed_at = now() where name = ?", free.get());
      return free.get();
    }
    tx.script("lock table rollcall.sql_login in share row exclusive mode");
    long number =
        tx.number(
            "select coalesce(max(number), 0) + 1 from rollcall.sql_login where member_of = ?",
            memberOf);
    String name = PREFIX + place() + "_" + number;
    tx.update(
        "insert into rollcall.sql_login (member_of, number, name, claimed_at) values (?, ?, ?, now())",
        memberOf,
        number,
        name);
    return name;
  }

  /// Roles are the whole cluster's, so their names must differ from database to database.
  private String place() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (project.target().database() + "/" + memberOf).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private void settle(Transaction tx, String name, boolean limit) throws SQLException {
    if (tx.one("select 1 from pg_roles where rolname = ?", row -> row.getInt(1), name).isEmpty()) {
      tx.script(
          "create role %s nologin connection limit 1 in role %s".formatted(name, quoted(memberOf)));
      tx.script(
          "comment on role %s is 'One connection of SQL over HTTP at a time, made by Rollcall'"
              .formatted(name));
      if (limit) {
        limitFiles(tx, name);
      }
      if (tx.number("select pg_has_role(?, 'usage')::int", name) == 0) {
        tx.script("grant %s to current_user".formatted(name));
      }
      letConnect(tx);
      return;
    }
    repair(tx, name, limit);
  }

  /// `alter role current_user set ...` is open to every role, lasts, and would meet the next one.
  private void repair(Transaction tx, String name, boolean limit) throws SQLException {
    List<String> places =
        tx.all(
            """
            select coalesce(quote_ident(d.datname), '') from pg_db_role_setting s
              left join pg_database d on d.oid = s.setdatabase
             where s.setrole = to_regrole(?) and (s.setdatabase <> 0 or s.setconfig <> array[?::text])
            """,
            row -> row.getString(1),
            name,
            TEMP_FILE_LIMIT);
    for (String place : places) {
      LOG.warn(
          "project={} the role {} was altered by somebody's SQL and is put right",
          project.id(),
          name);
      tx.script(
          "alter role %s %s reset all"
              .formatted(name, place.isEmpty() ? "" : "in database " + place));
    }
    if (limit && !places.isEmpty()) {
      limitFiles(tx, name);
    }
    tx.script("grant %s to %s".formatted(quoted(memberOf), name));
    letConnect(tx);
    // Before Postgres 16 a role may grant itself to others.
    for (String member :
        tx.all(
            """
            select quote_ident(m.rolname) from pg_auth_members a join pg_roles m on m.oid = a.member
             where a.roleid = to_regrole(?) and m.rolname <> current_user
            """,
            row -> row.getString(1),
            name)) {
      tx.script("revoke %s from %s".formatted(name, member));
    }
  }

  /// Only a superuser may set it, and whom one lets, so the role cannot lift it.
  private static void limitFiles(Transaction tx, String name) throws SQLException {
    tx.script("alter role %s set temp_file_limit = '1GB'".formatted(name));
  }

  private void letConnect(Transaction tx) throws SQLException {
    String database = project.target().database();
    if (tx.number("select has_database_privilege(?, ?, 'connect')::int", memberOf, database) == 0) {
      tx.script("grant connect on database %s to %s".formatted(quoted(database), quoted(memberOf)));
    }
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
