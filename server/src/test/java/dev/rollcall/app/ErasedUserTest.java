package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.json.Json;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RunningApp;
import dev.rollcall.testing.RunningMock;
import dev.rollcall.testing.SignInClient;
import dev.rollcall.testing.StartedApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// After a user was erased, the address is searched for in every column of every table.
@TestInstance(Lifecycle.PER_CLASS)
class ErasedUserTest {
  private static final String ADDRESS = "ada.canary@example.com";
  private static final String HOOK =
      "{\"url\": \"http://127.0.0.1:9/hook\", \"description\": \"nobody listens\"}";

  private StartedApp app;
  private Path data;
  private RunningMock mock;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    data = folder.resolve("data");
    app = StartedApp.start(data, Map.of());
    mock = new RunningMock(new MovableClock());
  }

  @AfterAll
  void stop() {
    app.close();
    mock.close();
  }

  @Test
  void nothing_is_left_of_a_user_of_the_built_in_provider() throws Exception {
    app.client().json("POST", "/projects/default/webhooks", HOOK);
    SignInClient people = SignInClient.to(app.app().url(), data);
    String id =
        Json.MAPPER
            .readTree(people.signUp("1.2.3.4", ADDRESS, "correct horse 1").body())
            .path("user_id")
            .stringValue();
    people.signIn("1.2.3.4", ADDRESS, "wrong horse 2");
    people.from(
        "1.2.3.4",
        "/auth/otp/send-sign-in-code",
        "{\"email\": \"" + ADDRESS + "\", \"callback_url\": \"http://localhost:3000/x\"}");
    people.from(
        "1.2.3.4",
        "/auth/password/send-reset-code",
        "{\"email\": \"" + ADDRESS + "\", \"callback_url\": \"http://localhost:3000/x\"}");
    assertThat(places("default", ADDRESS))
        .contains("neon_auth.users_sync", "rollcall.webhook_message", "rollcall_auth.code");

    HttpResponse<String> erased = erase("default", id);

    assertThat(erased.statusCode()).as(erased.body()).isEqualTo(200);
    assertThat(erased.body()).contains("\"account\":true");
    assertThat(places("default", ADDRESS)).isEmpty();
    assertThat(places("rollcall", ADDRESS)).isEmpty();
    assertThat(places("default", "127.0.0.1")).doesNotContain("rollcall_auth.audit");
    assertThat(
            superuser("default")
                .strings("select raw_json::text from neon_auth.users_sync where id = '" + id + "'"))
        .containsExactly("{\"id\": \"" + id + "\"}");
    assertThat(people.signIn("1.2.3.4", ADDRESS, "correct horse 1").statusCode()).isEqualTo(400);
    assertThat(people.signUp("1.2.3.4", ADDRESS, "correct horse 1").statusCode()).isEqualTo(200);
  }

  @Tag("slow")
  @Test
  void nothing_is_left_of_a_user_of_another_provider() throws Exception {
    app.client().json("POST", "/projects", "{\"project\": {\"id\": \"shop\"}}");
    app.client().json("POST", "/projects/shop/webhooks", HOOK);
    app.client()
        .json(
            "PUT",
            "/projects/shop/provider",
            "{\"auth_provider\": \"mock\", \"settings\": "
                + RunningApp.settings(mock.url(), RunningMock.KEY)
                + "}");
    await()
        .until(() ->
            app.client().json("/projects/shop/sync").path("sync").path("finished_at").isString());
    mock.json(
        "POST", "/users", "{\"id\": \"ada\", \"name\": \"Ada\", \"email\": \"" + ADDRESS + "\"}");
    await().until(() -> places("shop", ADDRESS).size() >= 3);

    HttpResponse<String> erased = erase("shop", "ada");

    assertThat(erased.statusCode()).as(erased.body()).isEqualTo(200);
    assertThat(places("shop", ADDRESS)).isEmpty();

    mock.json("PATCH", "/users/ada", "{\"name\": \"Countess\"}");
    await()
        .until(() ->
            superuser("shop")
                    .strings("select 1 from rollcall.inbox where outcome = 'superseded'")
                    .size()
                == 1);

    assertThat(places("shop", ADDRESS)).isEmpty();
    assertThat(erase("shop", "nobody").body())
        .contains("user_unknown", "There is nothing of a user 'nobody' to erase.");
  }

  private HttpResponse<String> erase(String project, String id) {
    return app.client().call("POST", "/projects/" + project + "/users/" + id + "/erase", "");
  }

  /// The tables of a database in which a text stands anywhere, in whatever case.
  private List<String> places(String database, String text) throws SQLException {
    Login login = superuser(database);
    List<String> found = new ArrayList<>();
    for (String table :
        login.strings(
            """
            select format('select distinct %L from %s t where position(%L in lower(concat_ws('' '', t.*::text%s))) > 0',
                          c.oid::regclass, c.oid::regclass, 'TEXT',
                          (select coalesce(string_agg(format(', encode(t.%I, ''escape'')', attname), ''), '')
                             from pg_attribute a
                            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                              and a.atttypid = 'bytea'::regtype))
              from pg_class c
             where c.relkind in ('r', 'm', 'p')
               and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
            """
                .replace("TEXT", text))) {
      found.addAll(login.strings(table));
    }
    return found;
  }

  private Login superuser(String database) throws SQLException {
    DatabaseLogin owner = app.app().defaultLogin().orElseThrow();
    try {
      return Login.of(owner)
          .as("postgres", Files.readString(data.resolve("postgres.password")).strip())
          .to(database);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
