package dev.rollcall.token;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Migrations;
import dev.rollcall.project.ProjectId;
import dev.rollcall.secret.MasterKey;
import dev.rollcall.secret.Secret;
import dev.rollcall.secret.Secrets;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/// Servers that share one control database, and the tokens of two projects.
final class TokenFixture {
  static final ProjectId PROJECT = new ProjectId("default");
  static final ProjectId OTHER = new ProjectId("other");
  static final String AUDIENCE = "3c86fa6e-fb5a-4c4e-9a30-3a9b3a3b3c3d";
  static final String OTHER_AUDIENCE = "9a1c7c9e-0d0f-4b8e-8a67-6e6c1d2e3f40";

  final MovableClock clock = new MovableClock();
  final SecureRandom random = new SecureRandom();
  private final Database control;
  private final Secrets secrets =
      new Secrets(
          MasterKey.of(new Secret(Base64.getEncoder().encodeToString(new byte[32]))), random);

  TokenFixture(Database control) {
    this.control = control;
  }

  static PostgresExtension postgres() {
    return new PostgresExtension()
        .withTemplate(
            "signing_keys",
            database -> {
              new Migrations("rollcall_control", 5, List.of("dev/rollcall/project/migration"))
                  .run(database.source());
              database.inTransaction(tx ->
                  tx.update(
                      """
                      insert into rollcall_control.project
                             (id, schema_name, id_type, remove_deleted_after, login, created_at)
                      select id, 'neon_auth', 'text', 'never', '', now()
                        from unnest(array['default', 'other']) as p (id)
                      """));
            });
  }

  /// The ring of a server that has just started.
  KeyRing server() {
    return new KeyRing(control, secrets, random, clock, KeyTimes.standard());
  }

  TokenVerifier verifier(KeyRing ring) {
    return new TokenVerifier(ring, clock);
  }

  String token(KeyRing ring) {
    return token(ring, PROJECT, AUDIENCE, TokenShape.JUNE_2025);
  }

  String token(KeyRing ring, ProjectId project, String audience, TokenShape shape) {
    return new TokenIssuer(ring, random).issue(project, claims(audience, shape));
  }

  AccessClaims claims(String audience, TokenShape shape) {
    return new AccessClaims(
        "https://auth.example.com/api/v1/projects/" + audience,
        audience,
        "user-1",
        "session-1",
        clock.instant(),
        AccessClaims.USUAL_LIFETIME,
        shape,
        new Bearer("Ada", "ada@example.com", true, null, MovableClock.START, false, null, false));
  }

  void advance(Duration duration) {
    clock.advance(duration);
  }
}
