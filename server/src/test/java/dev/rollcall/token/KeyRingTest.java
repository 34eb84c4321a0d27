package dev.rollcall.token;

import static dev.rollcall.token.TokenFixture.AUDIENCE;
import static dev.rollcall.token.TokenFixture.OTHER;
import static dev.rollcall.token.TokenFixture.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.ECKey;
import dev.rollcall.json.Json;
import dev.rollcall.postgres.Columns;
import dev.rollcall.secret.UnreadableSecretException;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.token.Verification.Unparsable;
import dev.rollcall.token.Verification.Valid;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// Signing keys from their first day to their last.
class KeyRingTest {
  @RegisterExtension final PostgresExtension postgres = TokenFixture.postgres();

  private TokenFixture tokens;
  private KeyRing ring;

  @BeforeEach
  void start() {
    tokens = new TokenFixture(postgres.database());
    ring = tokens.server();
  }

  @Test
  void the_first_key_is_made_when_it_is_asked_for_and_published_without_its_private_half() {
    JsonNode jwks = Json.MAPPER.readTree(ring.jwks(PROJECT));

    assertThat(jwks.propertyNames()).containsExactly("keys");
    assertThat(jwks.path("keys")).hasSize(1);
    JsonNode key = jwks.path("keys").get(0);
    assertThat(key.propertyNames()).containsExactlyInAnyOrder("kty", "crv", "alg", "x", "y", "kid");
    assertThat(key.path("kty").stringValue()).isEqualTo("EC");
    assertThat(key.path("crv").stringValue()).isEqualTo("P-256");
    assertThat(key.path("alg").stringValue()).isEqualTo("ES256");
    assertThat(key.path("kid").stringValue()).matches("[a-z0-9]{12}");
    assertThat(ring.jwks(OTHER)).isNotEqualTo(ring.jwks(PROJECT));
  }

  @Test
  void servers_that_race_for_the_first_key_get_the_same_one() throws Exception {
    int racers = 8;
    CyclicBarrier start = new CyclicBarrier(racers);
    List<Future<String>> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < racers; i++) {
        KeyRing server = tokens.server();
        answers.add(
            threads.submit(
                (Callable<String>)
                    () -> {
                      start.await();
                      return kid(tokens.token(server));
                    }));
      }
    }

    List<String> kids = new ArrayList<>();
    for (Future<String> answer : answers) {
      kids.add(answer.get());
    }
    assertThat(kids).hasSize(racers).containsOnly(kids.getFirst());
    assertThat(ring.keys(PROJECT)).hasSize(1);
  }

  @Test
  void signing_and_verifying_ask_no_database() {
    TokenVerifier verifier = tokens.verifier(ring);
    tokens.token(ring);
    postgres.dataSource().close();

    assertThat(verifier.verify(PROJECT, AUDIENCE, tokens.token(ring))).isInstanceOf(Valid.class);
  }

  @Test
  void a_new_key_is_published_for_a_day_before_it_signs() throws ParseException {
    String old = kid(tokens.token(ring));

    KeyInfo next = ring.rotate(PROJECT);

    assertThat(published(ring)).containsExactly(next.kid(), old);
    assertThat(next.signsFrom()).isEqualTo(tokens.clock.instant().plus(Duration.ofDays(1)));
    assertThat(ring.rotate(PROJECT)).isEqualTo(next);
    tokens.advance(Duration.ofDays(1).minusSeconds(1));
    assertThat(kid(tokens.token(ring))).isEqualTo(old);
    tokens.advance(Duration.ofSeconds(1));
    assertThat(kid(tokens.token(ring))).isEqualTo(next.kid());
  }

  @Test
  void the_old_key_goes_an_hour_after_its_longest_token() throws ParseException {
    String old = kid(tokens.token(ring));
    KeyInfo next = ring.rotateNow(PROJECT);

    assertThat(kid(tokens.token(ring))).isEqualTo(next.kid());
    tokens.advance(Duration.ofHours(2).minusSeconds(1));
    ring.rotateDue();
    assertThat(published(ring)).containsExactly(next.kid(), old);
    tokens.advance(Duration.ofSeconds(1));
    assertThat(published(ring)).containsExactly(next.kid());
    assertThat(rows()).hasSize(2);
    ring.rotateDue();
    assertThat(rows()).hasSize(1);
  }

  @Test
  void rotating_at_once_has_the_waiting_key_sign() throws ParseException {
    tokens.token(ring);
    KeyInfo waiting = ring.rotate(PROJECT);

    assertThat(ring.rotateNow(PROJECT).kid()).isEqualTo(waiting.kid());

    assertThat(kid(tokens.token(ring))).isEqualTo(waiting.kid());
    assertThat(ring.keys(PROJECT)).hasSize(2);
  }

  @Test
  void after_thirty_days_another_key_signs_by_itself() throws ParseException {
    String old = kid(tokens.token(ring));

    tokens.advance(Duration.ofDays(29).minusSeconds(1));
    assertThat(ring.rotateDue()).isZero();
    tokens.advance(Duration.ofSeconds(1));
    assertThat(ring.rotateDue()).isEqualTo(1);
    assertThat(tokens.server().rotateDue()).isZero();
    assertThat(kid(tokens.token(ring))).isEqualTo(old);
    tokens.advance(Duration.ofDays(1));
    assertThat(kid(tokens.token(ring))).isNotEqualTo(old);
    assertThat(ring.rotateDue()).isZero();
  }

  @Test
  void a_revoked_key_is_gone_at_once_and_another_signs() throws ParseException {
    String token = tokens.token(ring);
    TokenVerifier verifier = tokens.verifier(ring);
    assertThat(verifier.verify(PROJECT, AUDIENCE, token)).isInstanceOf(Valid.class);

    assertThat(ring.revoke(PROJECT, kid(token))).isTrue();

    assertThat(verifier.verify(PROJECT, AUDIENCE, token))
        .isEqualTo(new Unparsable("its key is not one of this project's"));
    assertThat(published(ring)).hasSize(1).doesNotContain(kid(token));
    assertThat(ring.revoke(PROJECT, kid(token))).isFalse();
    assertThat(ring.revoke(OTHER, published(ring).getFirst())).isFalse();
  }

  @Test
  void the_waiting_key_takes_over_from_a_revoked_one() throws ParseException {
    String old = kid(tokens.token(ring));
    KeyInfo waiting = ring.rotate(PROJECT);

    ring.revoke(PROJECT, old);

    assertThat(kid(tokens.token(ring))).isEqualTo(waiting.kid());
    assertThat(published(ring)).containsExactly(waiting.kid());
  }

  @Test
  void a_rotation_is_seen_by_other_servers_within_a_second() throws ParseException {
    KeyRing other = tokens.server();
    TokenVerifier there = tokens.verifier(other);
    String old = kid(tokens.token(other));

    KeyInfo next = ring.rotateNow(PROJECT);
    String token = tokens.token(ring);
    tokens.advance(Duration.ofMillis(100));
    assertThat(there.verify(PROJECT, AUDIENCE, token)).isInstanceOf(Valid.class);
    tokens.advance(Duration.ofMillis(900));

    assertThat(kid(tokens.token(other))).isEqualTo(next.kid());
    assertThat(published(other)).containsExactly(next.kid(), old);
  }

  @Test
  void a_revocation_is_seen_by_other_servers_within_a_second() throws ParseException {
    KeyRing other = tokens.server();
    TokenVerifier there = tokens.verifier(other);
    String token = tokens.token(other);
    assertThat(there.verify(PROJECT, AUDIENCE, token)).isInstanceOf(Valid.class);

    ring.revoke(PROJECT, kid(token));
    tokens.advance(Duration.ofSeconds(1));

    assertThat(there.verify(PROJECT, AUDIENCE, token)).isInstanceOf(Unparsable.class);
    assertThat(published(other)).doesNotContain(kid(token));
  }

  @Test
  void the_table_gives_no_private_key_away() {
    ECKey key = ring.signing(PROJECT);

    String row = rows().getFirst();

    assertThat(row)
        .contains(key.getKeyID())
        .doesNotContain("\"d\"")
        .doesNotContain(key.getD().toString())
        .doesNotContain(HexFormat.of().formatHex(key.getD().decode()));
  }

  @Test
  void a_key_that_is_copied_to_another_project_cannot_be_used_there() {
    ring.signing(PROJECT);
    postgres
        .database()
        .inTransaction(
            tx -> tx.update("update rollcall_control.signing_key set project = ?", OTHER.value()));

    assertThatThrownBy(() -> tokens.token(tokens.server(), OTHER, AUDIENCE, TokenShape.JUNE_2025))
        .isInstanceOf(UnreadableSecretException.class);
  }

  private List<String> published(KeyRing server) {
    List<String> kids = new ArrayList<>();
    Json.MAPPER
        .readTree(server.jwks(PROJECT))
        .path("keys")
        .forEach(key -> kids.add(key.path("kid").stringValue()));
    return kids;
  }

  private static String kid(String token) throws ParseException {
    return JWSObject.parse(token).getHeader().getKeyID();
  }

  private List<String> rows() {
    return postgres
        .database()
        .inTransaction(tx ->
            tx.all(
                """
                select k::text || encode(private_jwk, 'escape') as row
                  from rollcall_control.signing_key k
                """,
                row -> Columns.text(row, "row")));
  }
}
