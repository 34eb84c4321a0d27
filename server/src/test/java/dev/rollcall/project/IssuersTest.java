package dev.rollcall.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.postgres.Migrations;
import dev.rollcall.project.Issuer.Adding;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whose tokens projects take.
class IssuersTest {
  private static final ProjectId SHOP = new ProjectId("shop");
  private static final ProjectId BLOG = new ProjectId("blog");
  private static final URI KEYS = URI.create("https://issuer.test/.well-known/jwks.json");
  private static final String ISSUER = "https://issuer.test";

  @RegisterExtension
  final PostgresExtension postgres =
      new PostgresExtension()
          .withTemplate(
              "issuers",
              database -> {
                new Migrations("rollcall_control", 5, List.of("dev/rollcall/project/migration"))
                    .run(database.source());
                database.inTransaction(tx ->
                    tx.update(
                        """
                        insert into rollcall_control.project
                               (id, schema_name, id_type, remove_deleted_after, login, created_at)
                        select id, 'neon_auth', 'text', 'never', '', now()
                          from unnest(array['shop', 'blog']) as p (id)
                        """));
                new KeySets(database).fetched(KEYS, "{\"keys\":[]}", Map.of(), MovableClock.START);
              });

  private final MovableClock clock = new MovableClock();
  private Issuers issuers;

  @BeforeEach
  void open() {
    issuers = new Issuers(postgres.database(), clock);
  }

  private static IssuerSettings of(@Nullable String audience, String... roles) {
    return new IssuerSettings(KEYS, "Issuer", ISSUER, audience, List.of(roles));
  }

  private Issuer add(ProjectId project, IssuerSettings settings) {
    return ((Adding.Added) issuers.add(project, settings)).issuer();
  }

  private String refused(ProjectId project, IssuerSettings settings) {
    return ((Adding.Refused) issuers.add(project, settings))
        .reason()
        .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID");
  }

  @Test
  void an_issuer_is_the_project_s_until_it_is_removed() {
    Issuer added = add(SHOP, of(null, "authenticated"));

    assertThat(issuers.all(SHOP)).containsExactly(added);
    assertThat(issuers.named(ISSUER)).containsExactly(added);
    assertThat(issuers.remove(BLOG, added.id())).isEmpty();
    assertThat(issuers.remove(SHOP, UUID.randomUUID())).isEmpty();
    assertThat(issuers.remove(SHOP, added.id())).contains(added);
    assertThat(issuers.all()).isEmpty();
  }

  @Test
  void what_another_process_adds_is_seen_within_a_second() {
    assertThat(issuers.all()).isEmpty();
    new Issuers(postgres.database(), clock).add(SHOP, of(null, "authenticated"));

    assertThat(issuers.all()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(issuers.all()).hasSize(1);
  }

  @Test
  void two_projects_may_have_one_issuer_if_the_audience_tells_them_apart() {
    add(SHOP, of("shop", "authenticated"));

    assertThat(refused(BLOG, of("shop", "authenticated")))
        .isEqualTo(
            "The project 'shop' takes the tokens of https://issuer.test for the audience 'shop'"
                + " already, so a token could be either project's. Give each of the two an audience of"
                + " its own");
    assertThat(refused(BLOG, of(null, "authenticated"))).contains("could be either project's");
    assertThat(add(BLOG, of("blog", "authenticated"))).isNotNull();
  }

  @Test
  void within_a_project_the_audiences_of_an_issuer_share_url_and_roles() {
    add(SHOP, of("web", "authenticated"));

    assertThat(refused(SHOP, of("web", "authenticated")))
        .isEqualTo(
            "The project 'shop' takes the tokens of https://issuer.test for the audience 'web'"
                + " already. Remove that first: rollcall jwks remove ID");
    assertThat(refused(SHOP, of("app", "anonymous")))
        .isEqualTo(
            "The project 'shop' takes the tokens of https://issuer.test for the audience 'web'"
                + " already, from https://issuer.test/.well-known/jwks.json and for authenticated."
                + " Within a project an issuer has one URL and the same roles for all audiences");
    assertThat(add(SHOP, of("app", "authenticated"))).isNotNull();
  }

  @Test
  void what_was_fetched_outlives_a_failure() {
    KeySets sets = new KeySets(postgres.database());
    sets.fetched(KEYS, "{}", Map.of("b", "2", "a", "1"), clock.instant());
    sets.failed(KEYS, "HTTP 500", clock.instant().plusSeconds(1));

    assertThat(new KeySets(postgres.database()).find(KEYS))
        .isEqualTo(
            new PublishedKeys(
                "{}",
                clock.instant(),
                clock.instant().plusSeconds(1),
                "HTTP 500",
                Map.of("b", "2", "a", "1")));
    assertThat(sets.find(URI.create("https://other.test/"))).isEqualTo(PublishedKeys.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ftp://issuer.test/jwks          | The jwks_url 'ftp://issuer.test/jwks' is no URL of a key set
          https:///jwks                   | The jwks_url 'https:///jwks' is no URL of a key set
          https://u:p@issuer.test/jwks    | The jwks_url 'https://...@issuer.test/jwks' is no URL of a key set
          https://issuer.test/jwks#x      | is no URL of a key set
          not a url                       | The jwks_url 'not a url' is no URL of a key set
          """)
  void a_url_that_is_none_of_a_key_set_is_refused(String url, String message) {
    assertThatThrownBy(() -> IssuerSettings.jwksUrl(url)).hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com
          https://login.microsoftonline.com/common/discovery/v2.0/keys
          """)
  void keys_that_everybody_shares_need_an_audience(String url) {
    assertThatThrownBy(
            () -> new IssuerSettings(URI.create(url), "P", ISSUER, null, List.of("authenticated")))
        .hasMessage(
            "The keys at "
                + url
                + " sign the tokens of everybody's applications, so a jwt_audience is needed that"
                + " names yours");
    assertThat(
            new IssuerSettings(URI.create(url), "P", ISSUER, "mine", List.of("authenticated"))
                .audience())
        .isEqualTo("mine");
  }

  @Test
  void values_that_cannot_be_meant_are_refused() {
    assertThatThrownBy(() -> of(" web", "authenticated"))
        .hasMessageContaining("jwt_audience ' web'");
    assertThatThrownBy(() -> of(null))
        .hasMessage("There are 0 role_names, and 1 to 10 are expected");
    assertThatThrownBy(() -> new IssuerSettings(KEYS, "", ISSUER, null, List.of("authenticated")))
        .hasMessageContaining("provider_name ''");
  }
}
