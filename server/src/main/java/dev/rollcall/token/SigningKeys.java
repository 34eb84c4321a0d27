package dev.rollcall.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.ProjectId;
import dev.rollcall.secret.Secret;
import dev.rollcall.secret.Secrets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;

/// The table `rollcall_control.signing_key`. Private keys are encrypted for their project and kid.
final class SigningKeys {
  private static final String KID_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int KID_LENGTH = 12;

  private final Secrets secrets;
  private final SecureRandom random;

  SigningKeys(Secrets secrets, SecureRandom random) {
    this.secrets = secrets;
    this.random = random;
  }

  /// A key as it is stored.
  record Stored(KeyInfo info, byte[] sealed) {}

  /// Whoever changes a project's keys does so alone, until its transaction ends.
  void lock(Transaction tx, ProjectId project) throws SQLException {
    tx.one(
        "select true from pg_advisory_xact_lock(hashtextextended('rollcall signing ' || ?, 0))",
        row -> row.getBoolean(1),
        project.value());
  }

  /// In the order in which they sign.
  List<Stored> all(Transaction tx, ProjectId project) throws SQLException {
    return tx.all(
        """
        select kid, private_jwk, created_at, signs_from
          from rollcall_control.signing_key
         where project = ?
         order by signs_from, made
        """,
        row ->
            new Stored(
                new KeyInfo(
                    Columns.text(row, "kid"),
                    Columns.someTime(row, "created_at"),
                    Columns.someTime(row, "signs_from")),
                row.getBytes("private_jwk")),
        project.value());
  }

  List<ProjectId> projects(Transaction tx) throws SQLException {
    return tx.all(
        "select distinct project from rollcall_control.signing_key order by project",
        row -> new ProjectId(Columns.text(row, "project")));
  }

  KeyInfo create(Transaction tx, ProjectId project, Instant now, Instant signsFrom)
      throws SQLException {
    ECKey key = generate();
    KeyInfo info = new KeyInfo(key.getKeyID(), now, signsFrom);
    tx.update(
        """
        insert into rollcall_control.signing_key (project, kid, private_jwk, created_at, signs_from)
        values (?, ?, ?, ?, ?)
        """,
        project.value(),
        info.kid(),
        secrets.encrypt(place(project, info.kid()), new Secret(key.toJSONString())),
        now,
        signsFrom);
    return info;
  }

  KeyInfo signFrom(Transaction tx, ProjectId project, KeyInfo key, Instant when)
      throws SQLException {
    tx.update(
        "update rollcall_control.signing_key set signs_from = ? where project = ? and kid = ?",
        when,
        project.value(),
        key.kid());
    return new KeyInfo(key.kid(), key.createdAt(), when);
  }

  boolean remove(Transaction tx, ProjectId project, String kid) throws SQLException {
    return tx.update(
            "delete from rollcall_control.signing_key where project = ? and kid = ?",
            project.value(),
            kid)
        == 1;
  }

  /// @throws dev.rollcall.secret.UnreadableSecretException under another master key, or where the
  ///   row was stored for another project
  ECKey open(ProjectId project, Stored stored) {
    String place = place(project, stored.info().kid());
    try {
      return ECKey.parse(secrets.decrypt(place, stored.sealed()).value());
    } catch (ParseException notOurs) {
      throw new IllegalStateException("No key is stored at " + place, notOurs);
    }
  }

  private ECKey generate() {
    StringBuilder kid = new StringBuilder();
    for (int i = 0; i < KID_LENGTH; i++) {
      kid.append(KID_LETTERS.charAt(random.nextInt(KID_LETTERS.length())));
    }
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid.toString()).secureRandom(random).generate();
    } catch (JOSEException everyJdkHasTheCurve) {
      throw new IllegalStateException(everyJdkHasTheCurve);
    }
  }

  private static String place(ProjectId project, String kid) {
    return "project/" + project + "/signing-key/" + kid;
  }
}
