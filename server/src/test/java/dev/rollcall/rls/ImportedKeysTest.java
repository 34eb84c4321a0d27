package dev.rollcall.rls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.project.UsersTable;
import dev.rollcall.rls.ImportedKeys.Step;
import dev.rollcall.testing.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The server's keys in a database, step by step.
class ImportedKeysTest {
  private static final String AUTHENTICATED = "authenticated";
  private static final String USER = RlsFixture.POOL.getFirst();
  private static final String BEGIN = "select auth.jwt_session_init(?)";
  private static final String UNTRUSTED = "ERROR: no trusted key for this JWT";

  @RegisterExtension
  final PostgresExtension postgres = RlsFixture.databases(new PostgresExtension());

  private final SigningKey first = SigningKey.make("first", "ES256");
  private final SigningKey second = SigningKey.make("second", "RS256");

  private static ImportedKey key(SigningKey key, String... roles) {
    return new ImportedKey(
        SigningKey.ISSUER, key.kid(), key.alg(), key.jwk().toString(), List.of(), List.of(roles));
  }

  private Step bring(ImportedKey... keys) {
    return new ImportedKeys(postgres.database()).bring(List.of(keys));
  }

  /// What a login that brings this key's token is taken for, or why it is refused.
  private String taken(String login, SigningKey key) throws SQLException {
    try (Visitor visitor = Visitor.as(login, postgres.url())) {
      String refusal = visitor.refusal(BEGIN, key.token(SigningKey.claims("ada")));
      return refusal.isEmpty() ? visitor.rows("select auth.user_id()").getFirst() : refusal;
    }
  }

  @Test
  void a_key_is_trusted_while_the_server_says_so_and_may_come_back() throws SQLException {
    assertThat(bring(key(first, AUTHENTICATED), key(second, AUTHENTICATED)))
        .isEqualTo(new Step.InStep(2, 0, List.of()));
    assertThat(bring(key(second, AUTHENTICATED), key(first, AUTHENTICATED)))
        .isEqualTo(new Step.InStep(0, 0, List.of()));
    assertThat(taken(USER, first)).isEqualTo("ada");

    try (Visitor begun = Visitor.as(USER, postgres.url())) {
      begun.run(BEGIN, first.token(SigningKey.claims("ada")));
      assertThat(bring(key(second, AUTHENTICATED))).isEqualTo(new Step.InStep(0, 1, List.of()));

      assertThat(begun.refusal("select auth.user_id()")).isEqualTo(UNTRUSTED);
    }
    assertThat(taken(USER, first)).isEqualTo(UNTRUSTED);
    assertThat(taken(USER, second)).isEqualTo("ada");

    assertThat(bring(key(first, AUTHENTICATED))).isEqualTo(new Step.InStep(1, 1, List.of()));
    assertThat(taken(USER, first)).isEqualTo("ada");
    assertThat(taken(USER, second)).isEqualTo(UNTRUSTED);
  }

  @Test
  void a_key_counts_only_for_logins_of_its_roles() throws SQLException {
    bring(key(first, AUTHENTICATED));

    assertThat(taken(USER, first)).isEqualTo("ada");
    assertThat(taken(RlsFixture.ANONYMOUS, first))
        .isEqualTo(
            "ERROR: JWT is of an issuer that is not trusted for the role " + RlsFixture.ANONYMOUS);

    assertThat(bring(key(first, AUTHENTICATED, "anonymous")))
        .isEqualTo(new Step.InStep(1, 0, List.of()));
    assertThat(taken(RlsFixture.ANONYMOUS, first)).isEqualTo("ada");
  }

  @Test
  void what_was_revoked_or_imported_by_hand_stays_so() throws SQLException {
    bring(key(first, AUTHENTICATED));
    new JwkImport(postgres.database()).revoke(SigningKey.ISSUER, first.kid());
    RlsFixture.trust(postgres.database(), second);

    assertThat(bring(key(first, AUTHENTICATED)))
        .isEqualTo(
            new Step.InStep(
                0,
                0,
                List.of(
                    "The key 'first' of https://issuer.test: ERROR: kid first of"
                        + " https://issuer.test was revoked")));
    assertThat(taken(USER, first)).isEqualTo(UNTRUSTED);
    assertThat(taken(USER, second)).isEqualTo("ada");
  }

  @Test
  void a_key_that_postgres_refuses_keeps_no_other_away() throws SQLException {
    bring(key(first, AUTHENTICATED));
    SigningKey impostor = SigningKey.make("first", "ES256");

    Step step =
        bring(
            new ImportedKey(
                "https://other.test", "x", "ES256", "{}", List.of(), List.of(AUTHENTICATED)),
            key(second, AUTHENTICATED),
            key(impostor, "anonymous"));

    assertThat(step)
        .isEqualTo(
            new Step.InStep(
                1,
                0,
                List.of(
                    "The key 'x' of https://other.test: ERROR: key has no kid, so no token can name it",
                    "The key 'first' of https://issuer.test: ERROR: kid first of"
                        + " https://issuer.test is already bound to another key")));
    assertThat(taken(USER, second)).isEqualTo("ada");
  }

  @Test
  void nothing_is_done_where_row_level_security_is_off_or_of_an_older_release() {
    new RowSecurity(postgres.database(), UsersTable.USUAL).disable();
    assertThat(bring(key(first, AUTHENTICATED))).isEqualTo(new Step.Off());

    new RowSecurity(
            postgres.database(),
            UsersTable.USUAL,
            new Script(Script.current().upgrades().subList(0, 1)))
        .enable();
    assertThat(bring(key(first, AUTHENTICATED))).isEqualTo(new Step.Outdated());
    new RowSecurity(postgres.database(), UsersTable.USUAL).enable();
    assertThat(bring(key(first, AUTHENTICATED))).isEqualTo(new Step.InStep(1, 0, List.of()));
  }
}
