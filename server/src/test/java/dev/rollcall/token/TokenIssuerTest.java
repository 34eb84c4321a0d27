package dev.rollcall.token;

import static dev.rollcall.token.TokenFixture.AUDIENCE;
import static dev.rollcall.token.TokenFixture.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.json.Json;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/// What an application finds in its token.
class TokenIssuerTest {
  @RegisterExtension final PostgresExtension postgres = TokenFixture.postgres();

  private TokenFixture tokens;
  private KeyRing ring;

  @BeforeEach
  void start() {
    tokens = new TokenFixture(postgres.database());
    ring = tokens.server();
  }

  @Test
  void a_token_of_june_2025_says_eight_things() {
    String token = tokens.token(ring);
    long now = MovableClock.START.getEpochSecond();

    assertThat(part(token, 1))
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"sub": "user-1", "aud": "%1$s", "refreshTokenId": "session-1",
                 "iss": "https://auth.example.com/api/v1/projects/%1$s",
                 "iat": %2$d, "exp": %3$d, "role": "authenticated", "branchId": "main"}
                """
                    .formatted(AUDIENCE, now, now + 600)));
    assertThat(part(token, 0).propertyNames()).containsExactlyInAnyOrder("alg", "kid");
  }

  @Test
  void a_typed_token_also_says_who_the_user_is() {
    long now = MovableClock.START.getEpochSecond();

    assertThat(part(tokens.token(ring, PROJECT, AUDIENCE, TokenShape.TYPED), 1))
        .isEqualTo(
            Json.MAPPER.readTree(
                """
                {"sub": "user-1", "aud": "%1$s", "refreshTokenId": "session-1",
                 "iss": "https://auth.example.com/api/v1/projects/%1$s",
                 "iat": %2$d, "exp": %3$d, "role": "authenticated", "branchId": "main",
                 "project_id": "%1$s", "branch_id": "main", "refresh_token_id": "session-1",
                 "name": "Ada", "email": "ada@example.com", "email_verified": true,
                 "selected_team_id": null, "signed_up_at": %2$d, "is_anonymous": false,
                 "is_restricted": false, "restricted_reason": null, "requires_totp_mfa": false}
                """
                    .formatted(AUDIENCE, now, now + 600)));
  }

  @Test
  void a_restricted_user_learns_why() {
    AccessClaims claims = tokens.claims(AUDIENCE, TokenShape.TYPED);
    Bearer nameless =
        new Bearer(
            null,
            null,
            false,
            "team-1",
            MovableClock.START,
            true,
            Bearer.Restriction.ANONYMOUS,
            false);

    JsonNode said =
        part(
            new TokenIssuer(ring, tokens.random)
                .issue(
                    PROJECT,
                    new AccessClaims(
                        claims.issuer(),
                        AUDIENCE,
                        "user-2",
                        "session-2",
                        claims.issuedAt(),
                        claims.lifetime(),
                        TokenShape.TYPED,
                        nameless)),
            1);

    assertThat(said.path("name").isNull()).isTrue();
    assertThat(said.path("selected_team_id").stringValue()).isEqualTo("team-1");
    assertThat(said.path("is_restricted").booleanValue()).isTrue();
    assertThat(said.path("restricted_reason").path("type").stringValue()).isEqualTo("anonymous");
  }

  /// With the JDK alone, so that no library can agree with itself.
  @Test
  void anyone_can_check_a_token_against_the_published_key() throws GeneralSecurityException {
    String token = tokens.token(ring);
    JsonNode key = Json.MAPPER.readTree(ring.jwks(PROJECT)).path("keys").get(0);
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
    check.initVerify(
        KeyFactory.getInstance("EC")
            .generatePublic(
                new ECPublicKeySpec(
                    new ECPoint(number(key, "x"), number(key, "y")),
                    curve.getParameterSpec(ECParameterSpec.class))));
    int signature = token.lastIndexOf('.');
    check.update(token.substring(0, signature).getBytes(StandardCharsets.US_ASCII));

    assertThat(check.verify(Base64.getUrlDecoder().decode(token.substring(signature + 1))))
        .isTrue();
    assertThat(part(token, 0).path("kid")).isEqualTo(key.path("kid"));
  }

  @Test
  void no_token_outlives_its_key() {
    AccessClaims claims = tokens.claims(AUDIENCE, TokenShape.JUNE_2025);
    AccessClaims forADay =
        new AccessClaims(
            claims.issuer(),
            AUDIENCE,
            "user-1",
            "session-1",
            claims.issuedAt(),
            Duration.ofDays(1),
            claims.shape(),
            claims.bearer());

    assertThatThrownBy(() -> new TokenIssuer(ring, tokens.random).issue(PROJECT, forADay))
        .hasMessage("A token for PT24H was asked for, but PT1H is the most");
  }

  private static BigInteger number(JsonNode key, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(key.path(name).stringValue()));
  }

  private static JsonNode part(String token, int index) {
    return Json.MAPPER.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]));
  }
}
