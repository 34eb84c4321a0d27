package dev.rollcall.rls;

import static dev.rollcall.rls.RlsFixture.execute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a session knows of its user, and when it forgets.
abstract class Sessions {
  private static final String BEGIN = "select auth.jwt_session_init(?)";

  abstract PostgresExtension postgres();

  private Visitor visitor() throws SQLException {
    return Visitor.as(RlsFixture.POOL.getFirst(), postgres().url());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"
      })
  void tokens_of_every_algorithm_begin_a_session_and_altered_ones_do_not(String alg)
      throws SQLException {
    SigningKey key = SigningKey.make("k", alg);
    RlsFixture.trust(postgres().database(), key);
    String token = key.token(SigningKey.claims("ada"));
    String other = SigningKey.make("k", alg).token(SigningKey.claims("ada"));

    try (Visitor visitor = visitor()) {
      assertThat(visitor.refusal(BEGIN, other)).isEqualTo("ERROR: invalid JWT signature");
      assertThat(visitor.rows("select auth.user_id()")).containsExactly("null");
      visitor.run(BEGIN, token);
      assertThat(visitor.rows("select auth.user_id(), auth.session() ->> 'iss'"))
          .containsExactly("ada " + SigningKey.ISSUER);
    }
  }

  @Test
  void the_functions_answer_as_those_of_pg_session_jwt() throws SQLException {
    SigningKey key = trusted();
    String uuid = "8d5e9c1c-3c0b-4a5e-9d62-3c6c3a1f0a11";
    String claims =
        SigningKey.claims(uuid).replace("}", ",\"o\":{\"id\":\"" + uuid + "\",\"name\":\"Org\"}}");

    try (Visitor visitor = visitor()) {
      visitor.run("select auth.init()");
      assertThat(visitor.rows("select auth.session(), auth.jwt(), auth.user_id(), auth.uid()"))
          .containsExactly("null null null null");
      assertThat(visitor.rows("select auth.organization(), auth.organization_id()"))
          .containsExactly("null null");
      visitor.run(BEGIN, key.token(claims));
      assertThat(
              visitor.rows(
                  "select auth.user_id(), auth.uid(), auth.organization() ->> 'name', auth.organization_id()"))
          .containsExactly(uuid + " " + uuid + " Org " + uuid);
      assertThat(visitor.rows("select auth.jwt() = auth.session()")).containsExactly("t");
      visitor.run(BEGIN, key.token(SigningKey.claims("ada")));
      assertThat(visitor.rows("select auth.user_id(), auth.uid(), auth.organization_id()"))
          .containsExactly("ada null null");
      visitor.run("select auth.jwt_session_init(null)");
      assertThat(visitor.rows("select auth.user_id()")).containsExactly("null");
    }
  }

  @Test
  void an_identity_for_a_transaction_ends_with_it() throws SQLException {
    SigningKey key = trusted();

    try (Visitor visitor = visitor()) {
      visitor.run("begin");
      visitor.run("select auth.jwt_transaction_init(?)", key.token(SigningKey.claims("ada")));
      assertThat(visitor.rows("select auth.user_id()")).containsExactly("ada");
      visitor.run("commit");
      assertThat(visitor.rows("select auth.user_id()")).containsExactly("null");
    }
  }

  @Test
  void a_session_dies_with_its_token_and_with_its_key() throws SQLException {
    SigningKey key = trusted();
    long soon = System.currentTimeMillis() / 1000 + 2;
    execute(postgres().database(), "update auth_private.setting set leeway_s = 0");

    try (Visitor visitor = visitor();
        Visitor other = visitor()) {
      visitor.run(BEGIN, key.token(SigningKey.claims("ada", soon)));
      visitor.run("select pg_sleep(extract(epoch from to_timestamp(?) - clock_timestamp()))", soon);
      assertThat(visitor.refusal("select auth.user_id()"))
          .isEqualTo("ERROR: Token used after it has expired");

      other.run(BEGIN, key.token(SigningKey.claims("bob")));
      assertThat(new JwkImport(postgres().database()).revoke(SigningKey.ISSUER, "k")).isEqualTo(1);
      assertThat(other.refusal("select auth.user_id()"))
          .isEqualTo("ERROR: no trusted key for this JWT");
      assertThat(other.refusal(BEGIN, key.token(SigningKey.claims("bob"))))
          .isEqualTo("ERROR: no trusted key for this JWT");
      assertThat(
              new JwkImport(postgres().database())
                  .trust(SigningKey.ISSUER, key.jwk(), List.of(), null))
          .isEqualTo(
              new JwkImport.Answer.Refused(
                  "Postgres refused it: ERROR: kid k of " + SigningKey.ISSUER + " was revoked"));
    }
  }

  @Test
  void sessions_outlive_a_new_seal_key_by_a_day() throws SQLException {
    SigningKey key = trusted();

    try (Visitor visitor = visitor()) {
      visitor.run(BEGIN, key.token(SigningKey.claims("ada")));
      execute(postgres().database(), "do $$ begin perform auth.rotate_seal_key(); end $$");
      assertThat(visitor.rows("select auth.user_id()")).containsExactly("ada");
      execute(
          postgres().database(),
          "update auth_private.seal_key set created_at = now() - interval '2 days';"
              + " do $$ begin perform auth.rotate_seal_key(); end $$");
      assertThat(visitor.refusal("select auth.user_id()")).isEqualTo("ERROR: invalid auth session");
    }
  }

  @Test
  void a_token_with_one_character_changed_is_refused_and_not_quoted() throws SQLException {
    String token = trusted().token(SigningKey.claims("ada"));
    Random random = new Random(7);
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ {\"";
    Set<String> states = new TreeSet<>();

    try (Visitor visitor = visitor()) {
      for (int i = 0; i < 500; i++) {
        int at = random.nextInt(token.length());
        char other = letters.charAt(random.nextInt(letters.length()));
        if (token.charAt(at) != other) {
          String changed = token.substring(0, at) + other + token.substring(at + 1);
          states.add(visitor.state(BEGIN, changed));
          states.add(visitor.state(BEGIN, token.substring(0, at)));
          assertThat(visitor.refusal(BEGIN, changed)).doesNotContain(token.substring(5, 15));
        }
      }
      assertThat(visitor.rows("select auth.user_id()")).containsExactly("null");
    }

    assertThat(states).containsExactly("28000");
  }

  private SigningKey trusted() {
    SigningKey key = SigningKey.make("k", "ES256");
    RlsFixture.trust(postgres().database(), key);
    return key;
  }
}
