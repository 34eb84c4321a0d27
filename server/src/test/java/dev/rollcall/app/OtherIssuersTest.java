package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.ECKey;
import dev.rollcall.postgres.embedded.EmbeddedPostgres;
import dev.rollcall.testing.FakeIssuer;
import dev.rollcall.testing.RunningApp;
import dev.rollcall.testing.RunningApp.Reply;
import dev.rollcall.testing.SqlClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Keys of other issuers, through a whole server, down to the database.
@Timeout(60)
class OtherIssuersTest {
  private static final String JWKS = "/projects/default/jwks";
  private static final String UNTRUSTED = "ERROR: no trusted key for this JWT";

  @TempDir static Path folder;
  private static RunningApp app;

  private final FakeIssuer issuer = new FakeIssuer();
  private final ECKey key = FakeIssuer.key("k1");

  @BeforeAll
  static void start() throws IOException {
    app = new RunningApp(folder);
    app.create("blog");
    assertThat(app.call("PUT", "/projects/default/rls", "").status()).isEqualTo(200);
    assertThat(app.call("PUT", "/projects/blog/rls", "").status()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  @AfterEach
  void close() {
    issuer.close();
  }

  private static Reply add(String project, String url, String more) {
    return app.call(
        "POST", "/projects/" + project + "/jwks", "{\"jwks_url\":\"" + url + "\"" + more + "}");
  }

  private Reply add(String more) {
    return add("default", issuer.jwksUrl().toString(), more);
  }

  private String token(String user, ECKey signer, String... audiences) {
    return issuer.token(signer, user, Instant.now(), audiences);
  }

  /// Who a token is in plain SQL, or why it is nobody.
  private static String inSql(String database, String token) {
    try (Connection connection = superuser(database);
        PreparedStatement begin = connection.prepareStatement("select auth.jwt_session_init(?)")) {
      begin.setString(1, token);
      begin.execute();
      return strings(connection, "select auth.user_id()").getFirst();
    } catch (SQLException refused) {
      return String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
    }
  }

  /// The same through `/sql`.
  private static String overHttp(String database, String token) {
    return new SqlClient(HttpClient.newHttpClient(), app.url(), Map.of())
        .user(database, token)
        .query("select auth.user_id() as id")
        .rows();
  }

  private static Connection superuser(String database) throws SQLException {
    try {
      return DriverManager.getConnection(
          "jdbc:postgresql://127.0.0.1:"
              + Files.readString(folder.resolve("postgres.port")).strip()
              + "/"
              + database,
          EmbeddedPostgres.SUPERUSER,
          Files.readString(folder.resolve("postgres.password")).strip());
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static List<String> strings(Connection connection, String sql) throws SQLException {
    try (ResultSet rows = connection.createStatement().executeQuery(sql)) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  @Test
  void an_issuer_is_added_listed_and_removed_in_neon_s_shapes() {
    issuer.publish(key);

    Reply added = add(",\"provider_name\":\"Fake\",\"role_names\":[\"authenticated\"]");

    assertThat(added.status()).as(added.text()).isEqualTo(201);
    assertThat(added.json().path("operations").isArray()).isTrue();
    JsonNode jwks = added.json().path("jwks");
    for (String name :
        List.of("id", "project_id", "jwks_url", "provider_name", "created_at", "updated_at")) {
      assertThat(jwks.path(name).isString()).as(name).isTrue();
    }
    assertThat(jwks.has("jwt_audience")).isFalse();
    assertThat(jwks.path("issuer").stringValue()).isEqualTo(issuer.issuer());
    assertThat(jwks.path("project_id").stringValue()).isEqualTo("default");
    JsonNode listed = app.get(JWKS).json().path("jwks");
    assertThat(listed.get(0).path("id").stringValue()).isEqualTo("built-in");
    assertThat(listed).contains(jwks);

    String id = jwks.path("id").stringValue();
    assertThat(app.call("DELETE", JWKS + "/" + id, "").json()).isEqualTo(jwks);
    assertThat(app.call("DELETE", JWKS + "/" + id, "").problem())
        .isEqualTo("404 not_found There is no key set '" + id + "' here.");
    assertThat(app.call("DELETE", JWKS + "/built-in", "").problem())
        .startsWith("400 invalid_value The built-in provider's own keys stay");
  }

  @Test
  void a_token_is_somebody_until_its_issuer_is_removed_and_again_when_it_is_back() {
    issuer.publish(key);
    String id = add("").json().path("jwks").path("id").stringValue();
    String token = token("ada", key);
    assertThat(inSql("default", token)).isEqualTo("ada");
    assertThat(overHttp("default", token)).isEqualTo("[{\"id\":\"ada\"}]");
    assertThat(inSql("blog", token)).isEqualTo(UNTRUSTED);
    assertThat(overHttp("blog", token)).startsWith("400 ");

    app.call("DELETE", JWKS + "/" + id, "");
    assertThat(inSql("default", token)).isEqualTo(UNTRUSTED);
    assertThat(overHttp("default", token))
        .contains("no project takes the tokens of '" + issuer.issuer() + "'");

    add("");
    assertThat(inSql("default", token)).isEqualTo("ada");
    assertThat(overHttp("default", token)).isEqualTo("[{\"id\":\"ada\"}]");
  }

  @Test
  void two_projects_have_one_issuer_by_audience_in_sql_too() {
    issuer.publish(key);
    assertThat(add(",\"jwt_audience\":\"shop\"").status()).isEqualTo(201);

    assertThat(add("blog", issuer.jwksUrl().toString(), "").problem())
        .startsWith("409 already_exists The project 'default' takes the tokens of")
        .endsWith("Give each of the two an audience of its own.");
    assertThat(add("blog", issuer.jwksUrl().toString(), ",\"jwt_audience\":\"blog\"").status())
        .isEqualTo(201);
    assertThat(inSql("default", token("ada", key, "shop"))).isEqualTo("ada");
    assertThat(inSql("blog", token("ada", key, "blog"))).isEqualTo("ada");
    assertThat(inSql("blog", token("ada", key, "shop")))
        .isEqualTo("ERROR: JWT is for another audience");
  }

  @Test
  void the_built_in_provider_s_keys_are_in_the_database_also_after_a_rotation() {
    for (int i = 0; i < 2; i++) {
      app.call("POST", "/projects/default/auth/signing_keys/rotate?now=true", "");
      TreeSet<String> kids = new TreeSet<>();
      app.get("/projects/default/auth/signing_keys")
          .json()
          .path("signing_keys")
          .forEach(one -> kids.add(one.path("kid").stringValue()));

      assertThat(kids).hasSizeGreaterThan(i);
      await()
          .untilAsserted(() -> {
            try (Connection connection = superuser("default")) {
              assertThat(
                      new TreeSet<>(
                          strings(
                              connection,
                              "select kid from auth.jwks() where trusted and issuer like '%/api/v1/%'")))
                  .isEqualTo(kids);
            }
          });
    }
  }

  @Test
  void what_cannot_be_used_is_refused_with_a_sentence() throws SQLException {
    issuer.publish(key);
    try (Connection connection = superuser("default")) {
      connection.createStatement().execute("create role editor nologin");
      connection.createStatement().execute("create role mighty nologin in role default_owner");
    }
    Map<String, String> cases =
        Map.of(
            ",\"role_names\":[\"default_owner\"]",
            "Tokens must not speak for the role 'default_owner': it logs in.",
            ",\"role_names\":[\"postgres\"]",
            "Tokens must not speak for the role 'postgres': it is a superuser, logs in",
            ",\"role_names\":[\"neon_auth_keyadmin\"]",
            "Tokens must not speak for the role 'neon_auth_keyadmin': it is one of Postgres' or of"
                + " Rollcall's own.",
            ",\"role_names\":[\"mighty\"]",
            "Tokens must not speak for the role 'mighty': it is a member of default_owner.",
            ",\"role_names\":[\"nobody\"]",
            "There is no role 'nobody': create role \"nobody\" nologin.",
            ",\"role_names\":[]",
            "There are 0 role_names, and 1 to 10 are expected.",
            ",\"branch_id\":\"br-1\"",
            "The branch_id is 'br-1', but keys count for the whole project. Leave it out.",
            ",\"issuer\":\"" + app.url() + "/api/v1/projects/x\"",
            "is a built-in provider of this server.");
    cases.forEach((more, sentence) ->
        assertThat(add(more).problem()).startsWith("400 invalid_value ").contains(sentence));
    assertThat(add("default", issuer.issuer() + "/keys", "").problem())
        .isEqualTo(
            "400 invalid_value Whose tokens these keys sign could not be found out (the URL does not"
                + " show whose keys they are). Give the issuer, as the tokens have it in iss.");
    assertThat(add("default", issuer.issuer() + "/keys", ",\"issuer\":\"me\"").problem())
        .isEqualTo(
            "422 provider_refused The keys could not be had: "
                + issuer.issuer()
                + "/keys answered HTTP 404.");
    assertThat(add(",\"role_names\":[\"editor\"]").status()).isEqualTo(201);
  }

  @Test
  void the_doctor_names_an_issuer_that_is_out_of_reach() {
    issuer.publish(key);
    add("");
    issuer.answer(503, "");
    add(",\"jwt_audience\":\"makes it look again\"");

    assertThat(app.get("/doctor").text())
        .contains("jwks_out_of_reach")
        .contains("could not be fetched at")
        .contains(issuer.jwksUrl() + " answered HTTP 503. The last good ones are of");
  }
}
