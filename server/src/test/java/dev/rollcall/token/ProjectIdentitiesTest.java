package dev.rollcall.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.ECKey;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.PinnedCaller;
import dev.rollcall.project.Issuer;
import dev.rollcall.project.IssuerSettings;
import dev.rollcall.project.Issuers;
import dev.rollcall.project.KeySets;
import dev.rollcall.project.ProjectId;
import dev.rollcall.testing.FakeIssuer;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whose token it is.
@Timeout(30)
class ProjectIdentitiesTest {
  private static final String NOT_FOUND = "password authentication failed for user 'jwk not found'";

  @RegisterExtension final PostgresExtension postgres = TokenFixture.postgres();

  private final FakeIssuer clerk = new FakeIssuer();
  private final FakeIssuer keycloak = new FakeIssuer();
  private final ECKey key = FakeIssuer.key("k1");
  private final ECKey other = FakeIssuer.key("k1");
  private TokenFixture fixture;
  private KeyRing ring;
  private PinnedCaller caller;
  private IssuerKeys keys;
  private Issuers issuers;
  private Identities identities;

  @BeforeEach
  void open() {
    fixture = new TokenFixture(postgres.database());
    MovableClock clock = fixture.clock;
    ring = fixture.server();
    caller = new PinnedCaller(new EgressGuard(true), clock);
    keys = new IssuerKeys(new KeySets(postgres.database()), caller, clock);
    issuers = new Issuers(postgres.database(), clock);
    identities =
        new ProjectIdentities(
            name ->
                name.endsWith(TokenFixture.AUDIENCE)
                    ? Optional.of(
                        new ProjectIdentities.BuiltIn(TokenFixture.PROJECT, TokenFixture.AUDIENCE))
                    : Optional.empty(),
            ring,
            issuers,
            keys,
            clock);
    clerk.publish(key);
    keycloak.publish(other);
  }

  @AfterEach
  void close() {
    clerk.close();
    keycloak.close();
    caller.close();
  }

  private Issuer trust(
      ProjectId project, FakeIssuer issuer, @Nullable String audience, String... roles) {
    keys.fetch(issuer.jwksUrl());
    Issuer.Adding adding =
        issuers.add(
            project,
            new IssuerSettings(
                issuer.jwksUrl(), "Fake", issuer.issuer(), audience, List.of(roles)));
    return ((Issuer.Adding.Added) adding).issuer();
  }

  /// `project user roles`, or the reason why not.
  private String identify(String token) {
    return switch (identities.identify(token)) {
      case Identity.Known known ->
          known.project()
              + " "
              + known.claims().replaceAll(".*\"sub\":\"([^\"]*)\".*", "$1")
              + " "
              + known.roles().stream().sorted().toList();
      case Identity.Refused(var reason) -> reason;
    };
  }

  private String token(FakeIssuer issuer, ECKey signer, String user, String... audiences) {
    return issuer.token(signer, user, fixture.clock.instant(), audiences);
  }

  @Test
  void a_token_of_the_built_in_provider_is_its_project_s() {
    String token = fixture.token(ring);

    assertThat(identities.identify(token))
        .isInstanceOfSatisfying(
            Identity.Known.class,
            known -> {
              assertThat(known.project()).isEqualTo(TokenFixture.PROJECT);
              assertThat(known.roles()).isEqualTo(Set.of("authenticated"));
              assertThat(known.issuer())
                  .isEqualTo("https://auth.example.com/api/v1/projects/" + TokenFixture.AUDIENCE);
              assertThat(known.claims()).contains("\"sub\":\"user-1\"");
            });

    ring.revoke(TokenFixture.PROJECT, ring.keys(TokenFixture.PROJECT).getFirst().kid());
    assertThat(identify(token)).startsWith(NOT_FOUND);
  }

  @Test
  void the_keys_of_one_issuer_do_not_speak_for_another_of_the_same_project() {
    trust(TokenFixture.PROJECT, clerk, null, "authenticated");
    trust(TokenFixture.PROJECT, keycloak, null, "authenticated", "editor");

    assertThat(identify(token(clerk, key, "ada"))).isEqualTo("default ada [authenticated]");
    assertThat(identify(token(keycloak, other, "bob")))
        .isEqualTo("default bob [authenticated, editor]");
    assertThat(identify(token(clerk, other, "ada")))
        .isEqualTo("the JWT is refused: its signature is wrong");
    assertThat(identify(token(clerk, key, "ada"))).isEqualTo("default ada [authenticated]");
  }

  @Test
  void the_audience_tells_the_projects_of_one_issuer_apart() {
    trust(TokenFixture.PROJECT, clerk, "shop", "authenticated");
    trust(TokenFixture.OTHER, clerk, "blog", "authenticated");

    assertThat(identify(token(clerk, key, "ada", "shop"))).isEqualTo("default ada [authenticated]");
    assertThat(identify(token(clerk, key, "ada", "x", "blog")))
        .isEqualTo("other ada [authenticated]");
    assertThat(identify(token(clerk, key, "ada", "x"))).isEqualTo("invalid JWT token audience");
    assertThat(identify(token(clerk, key, "ada"))).isEqualTo("invalid JWT token audience");
    assertThat(identify(token(clerk, key, "ada", "shop", "blog")))
        .isEqualTo("invalid JWT token audience: it names the audiences of more than one project");
  }

  @Test
  void what_is_removed_is_refused_at_once() {
    Issuer trusted = trust(TokenFixture.PROJECT, clerk, null, "authenticated");
    String token = token(clerk, key, "ada");
    assertThat(identify(token)).isEqualTo("default ada [authenticated]");

    issuers.remove(TokenFixture.PROJECT, trusted.id());

    assertThat(identify(token))
        .isEqualTo(
            "JWKs settings for this role were not configured: no project takes the tokens of '"
                + clerk.issuer()
                + "'");
  }

  @Test
  void a_token_that_was_good_is_refused_when_its_key_is_published_no_more() {
    trust(TokenFixture.PROJECT, clerk, null, "authenticated");
    String token = token(clerk, key, "ada");
    assertThat(identify(token)).isEqualTo("default ada [authenticated]");

    clerk.publish(FakeIssuer.key("k2"));
    fixture.advance(Duration.ofMinutes(5));
    keys.refresh(List.of(clerk.jwksUrl()));

    assertThat(identify(token))
        .isEqualTo(NOT_FOUND + ": '" + clerk.issuer() + "' publishes no such key");
  }

  @Test
  void a_refusal_says_why_in_the_words_that_neon_has() {
    trust(TokenFixture.PROJECT, clerk, null, "authenticated");
    long now = fixture.clock.instant().getEpochSecond();

    assertThat(identify(signed(Map.of("exp", now - 61))))
        .isEqualTo("JWT token has expired (exp=" + (now - 61) + ")");
    assertThat(identify(signed(Map.of("exp", now + 600, "nbf", now + 120))))
        .isEqualTo("JWT token is not yet ready to use (nbf=" + (now + 120) + ")");
    assertThat(identify(signed(Map.of()))).isEqualTo("the JWT is refused: it has no exp");
    assertThat(identify("eyJhbGciOiJFUzI1NiJ9." + payload() + ".c2ln")).isEqualTo("missing key id");
    assertThat(identify("eyJhbGciOiJIUzI1NiIsImtpZCI6ImsxIn0." + payload() + ".c2ln"))
        .isEqualTo("signature algorithm not supported");
    assertThat(identify("rubbish"))
        .isEqualTo("the JWT is refused: it is not a header, claims and a signature in Base64url");
    assertThat(identify("a".repeat(20_000)))
        .isEqualTo("the JWT is refused: it is longer than 16384 characters");
  }

  @Test
  void without_the_issuer_s_keys_nothing_is_believed() {
    trust(TokenFixture.PROJECT, clerk, null, "authenticated");
    clerk.answer(500, "");
    fixture.advance(Duration.ofHours(24));

    assertThat(identify(token(clerk, key, "ada")))
        .isEqualTo(
            "the keys of '%s' are out of reach: %s answered HTTP 500"
                .formatted(clerk.issuer(), clerk.jwksUrl()));
  }

  private String signed(Map<String, Long> times) {
    Map<String, Object> claims = new java.util.HashMap<>(times);
    claims.put("iss", clerk.issuer());
    claims.put("sub", "ada");
    return FakeIssuer.sign(key, claims);
  }

  private String payload() {
    return signed(Map.of("exp", fixture.clock.instant().getEpochSecond() + 60)).split("\\.", -1)[1];
  }
}
