package dev.rollcall.api.stack;

import static dev.rollcall.api.stack.StackCaller.told;
import static dev.rollcall.api.stack.Wire.json;
import static dev.rollcall.api.stack.Wire.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.rollcall.api.stack.Wire.Person;
import dev.rollcall.testing.RunningProvider.Project;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Access tokens as whoever has the project's public keys reads them.
class TokenWireTest {
  private static final String JWKS = "/api/v1/projects/%s/.well-known/jwks.json";

  private final Wire open = Wire.to(Project.OPEN);
  private final Wire closed = Wire.to(Project.CLOSED);

  @Test
  void the_documented_eight_claims_are_all_there_is() throws Exception {
    Person person = open.made();

    SignedJWT token = SignedJWT.parse(person.access());

    JWTClaimsSet claims = token.getJWTClaimsSet();
    assertThat(token.getHeader().toJSONObject()).containsOnlyKeys("alg", "kid");
    assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
    assertThat(token.getHeader().getKeyID()).hasSize(12);
    assertThat(claims.getClaims())
        .containsOnlyKeys("sub", "aud", "iss", "iat", "exp", "refreshTokenId", "role", "branchId")
        .containsEntry("role", "authenticated")
        .containsEntry("branchId", "main");
    assertThat(claims.getSubject()).isEqualTo(person.id());
    assertThat(claims.getAudience()).containsExactly(Project.OPEN.id());
    assertThat(claims.getIssuer()).isEqualTo(issuer());
    assertThat(claims.getExpirationTime().toInstant())
        .isEqualTo(claims.getIssueTime().toInstant().plus(Duration.ofMinutes(10)));
    assertThat(claims.getStringClaim("refreshTokenId"))
        .isEqualTo(
            ok(open.client(person).get("/api/v1/auth/sessions?user_id=me"))
                .path("items")
                .get(0)
                .path("id")
                .stringValue());
  }

  @Test
  void a_later_sdk_gets_the_typed_claims_and_its_session_remembers() throws Exception {
    Person person = open.made();
    StackCaller later = open.server().with("x-stack-client-version", "js @stackframe/js@2.8.108");

    JsonNode begun = ok(later.post("/api/v1/auth/sessions", json("user_id", person.id())));

    String refreshed =
        ok(open.grant(begun.path("refresh_token").stringValue()))
            .path("access_token")
            .stringValue();
    for (String token : new String[] {begun.path("access_token").stringValue(), refreshed}) {
      JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
      assertThat(claims.getClaims())
          .containsOnlyKeys(
              "sub",
              "aud",
              "iss",
              "iat",
              "exp",
              "refreshTokenId",
              "role",
              "branchId",
              "project_id",
              "branch_id",
              "refresh_token_id",
              "name",
              "email",
              "email_verified",
              "selected_team_id",
              "signed_up_at",
              "is_anonymous",
              "is_restricted",
              "restricted_reason",
              "requires_totp_mfa")
          .containsEntry("project_id", Project.OPEN.id())
          .containsEntry("branch_id", "main")
          .containsEntry("name", null)
          .containsEntry("email", person.email())
          .containsEntry("email_verified", true)
          .containsEntry("selected_team_id", null)
          .containsEntry("is_anonymous", false)
          .containsEntry("is_restricted", false)
          .containsEntry("restricted_reason", null);
      assertThat(claims.getStringClaim("refresh_token_id"))
          .isEqualTo(claims.getStringClaim("refreshTokenId"));
    }
  }

  @Test
  void the_key_set_has_public_keys_and_nothing_else() {
    JsonNode set = ok(open.bare().get(JWKS.formatted(Project.OPEN.id())));

    assertThat(set.propertyNames()).containsExactly("keys");
    assertThat(set.path("keys")).isNotEmpty();
    for (JsonNode key : set.path("keys")) {
      assertThat(key.propertyNames())
          .containsExactlyInAnyOrder("kty", "crv", "alg", "x", "y", "kid");
      assertThat(key.path("kty").stringValue()).isEqualTo("EC");
      assertThat(key.path("crv").stringValue()).isEqualTo("P-256");
      assertThat(key.path("alg").stringValue()).isEqualTo("ES256");
    }
    assertThat(told(open.bare().get(JWKS.formatted("44444444-4444-4444-8444-444444444444"))))
        .isEqualTo("404 Project not found");
  }

  @Test
  void a_library_verifies_tokens_by_the_address_alone() throws Exception {
    DefaultJWTProcessor<SecurityContext> library = library();
    Person person = open.made();

    assertThat(library.process(person.access(), null).getSubject()).isEqualTo(person.id());
    assertThatThrownBy(() -> library.process(closed.made().access(), null))
        .isInstanceOf(com.nimbusds.jose.proc.BadJOSEException.class)
        .isNotInstanceOf(BadJWTException.class);
  }

  @Test
  void a_token_of_another_project_or_a_forged_one_opens_nothing() {
    Person person = open.made();
    Person stranger = closed.made();
    String[] parts = person.access().split("\\.", -1);
    Person forged =
        new Person(
            person.id(), "", parts[0] + "." + parts[1] + "." + "A".repeat(parts[2].length()), "");

    assertThat(told(open.client(stranger).get("/api/v1/users/me")))
        .isEqualTo(
            "401 [INVALID_PROJECT_FOR_ACCESS_TOKEN] {\"code\":\"INVALID_PROJECT_FOR_ACCESS_TOKEN\","
                + "\"details\":{\"expected_project_id\":\"%1$s\",\"actual_project_id\":\"%2$s\"},"
                    .formatted(Project.OPEN.id(), Project.CLOSED.id())
                + "\"error\":\"Access token not valid for this project. Expected project ID"
                + " \\\"%1$s\\\", but the token is for project ID \\\"%2$s\\\".\"}"
                    .formatted(Project.OPEN.id(), Project.CLOSED.id()));
    assertThat(told(open.client(forged).get("/api/v1/users/me")))
        .isEqualTo(
            "401 [UNPARSABLE_ACCESS_TOKEN] {\"code\":\"UNPARSABLE_ACCESS_TOKEN\",\"error\":\"Access"
                + " token is not parsable.\"}");
  }

  @Test
  void the_token_of_a_deleted_user_is_nobodys() {
    Person person = open.made();
    ok(open.server().send("DELETE", "/api/v1/users/" + person.id(), ""));

    assertThat(told(open.client(person).get("/api/v1/users/me")))
        .isEqualTo(
            "400 [CANNOT_GET_OWN_USER_WITHOUT_USER] {\"code\":\"CANNOT_GET_OWN_USER_WITHOUT_USER\","
                + "\"error\":\"You have specified 'me' as a userId, but did not provide"
                + " authentication for a user.\"}");
  }

  private String issuer() {
    return open.provider().url() + "/api/v1/projects/" + Project.OPEN.id();
  }

  private DefaultJWTProcessor<SecurityContext> library() throws Exception {
    URI keys = open.provider().url().resolve(JWKS.formatted(Project.OPEN.id()));
    DefaultJWTProcessor<SecurityContext> library = new DefaultJWTProcessor<>();
    library.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.ES256,
            JWKSourceBuilder.<SecurityContext>create(keys.toURL()).retrying(false).build()));
    library.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            Project.OPEN.id(),
            new JWTClaimsSet.Builder().issuer(issuer()).claim("role", "authenticated").build(),
            Set.of("sub", "iat", "exp")));
    return library;
  }
}
