package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.SqlClient;
import dev.rollcall.testing.StartedApp;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What `/sql` says to a driver, byte for byte where a driver would notice.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlProtocolTest {
  private StartedApp server;
  private SqlClient client;
  private SqlClient raw;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    server = StartedApp.start(folder, Map.of());
    client = SqlClient.owner(server.app().url(), server.app().defaultLogin().orElseThrow());
    raw = client.with("Neon-Raw-Text-Output", "true").with("Neon-Array-Mode", "true");
    client.query("create table thing (id int primary key, name varchar(20) unique, at date)");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void a_driver_gets_text_in_arrays_and_all_of_a_column() {
    SqlClient.Reply reply = raw.query("select $1::int as x, null as n", "1");

    assertThat(reply.response().body())
        .isEqualTo(
            "{\"fields\":[{\"name\":\"x\",\"dataTypeID\":23,\"tableID\":0,\"columnID\":0,"
                + "\"dataTypeSize\":4,\"dataTypeModifier\":-1,\"format\":\"text\"},"
                + "{\"name\":\"n\",\"dataTypeID\":25,\"tableID\":0,\"columnID\":0,"
                + "\"dataTypeSize\":-1,\"dataTypeModifier\":-1,\"format\":\"text\"}],"
                + "\"rows\":[[\"1\",null]],\"command\":\"SELECT\",\"rowCount\":1,"
                + "\"rowAsArray\":true}");
  }

  @Test
  void a_tables_column_has_its_table_number_and_modifier() {
    String oid = raw.query("select 'thing'::regclass::oid").json().at("/rows/0/0").stringValue();

    assertThat(raw.query("select name from thing").json().at("/fields/0").toString())
        .isEqualTo(
            "{\"name\":\"name\",\"dataTypeID\":1043,\"tableID\":"
                + oid
                + ",\"columnID\":2,\"dataTypeSize\":-1,\"dataTypeModifier\":24,"
                + "\"format\":\"text\"}");
  }

  @Test
  void without_raw_text_values_are_those_of_json() {
    assertThat(
            client
                .query(
                    """
                    select true b, 1::int2 i, 2.5::float8 f, 'NaN'::float8 nan, 12::int8 big,
                           1.50::numeric n, '{"a": [1]}'::json j, array[[1,null],[3,4]] m,
                           array['a b','c"d',null,'null',''] t, '[0:1]={t,f}'::bool[] z,
                           array['{"k":"v"}'::jsonb] js, date '2025-01-02' d,
                           '{(2,2),(1,1);(4,4),(3,3)}'::box[] bx
                    """)
                .rows())
        .isEqualTo(
            "[{\"b\":true,\"i\":1,\"f\":2.5,\"nan\":\"NaN\",\"big\":\"12\",\"n\":\"1.50\","
                + "\"j\":{\"a\":[1]},\"m\":[[1,null],[3,4]],"
                + "\"t\":[\"a b\",\"c\\\"d\",null,\"null\",\"\"],\"z\":[true,false],"
                + "\"js\":[{\"k\":\"v\"}],\"d\":\"2025-01-02\","
                + "\"bx\":[\"(2,2),(1,1)\",\"(4,4),(3,3)\"]}]");
  }

  @Test
  void parameters_may_be_any_json() {
    assertThat(
            raw.query(
                    "select $1::int + 1, $2::bool, $3::jsonb ->> 'k', $4::text[], $5::int[], $6::text",
                    41,
                    true,
                    Map.of("k", "v"),
                    List.of("a,b", "say \"x\\y\""),
                    List.of(List.of(1, 2), List.of(3, 4)),
                    null)
                .rows())
        .isEqualTo(
            "[[\"42\",\"t\",\"v\",\"{\\\"a,b\\\",\\\"say \\\\\\\"x\\\\\\\\y\\\\\\\"\\\"}\","
                + "\"{{1,2},{3,4}}\",null]]");
  }

  @Test
  void the_command_and_its_rows_are_those_of_the_tag() {
    assertThat(tag("insert into thing values (1, 'a'), (2, 'b')")).isEqualTo("INSERT 2");
    assertThat(tag("update thing set name = 'c' where id = 2")).isEqualTo("UPDATE 1");
    assertThat(tag("create table if not exists other ()")).isEqualTo("CREATE null");
    assertThat(tag("delete from thing where id in (1, 2) returning id")).isEqualTo("DELETE 2");
    assertThat(tag("vacuum thing")).isEqualTo("VACUUM null");
    assertThat(tag("")).isEqualTo(" null");
  }

  private String tag(String sql) {
    SqlClient.Reply reply = raw.query(sql);
    return reply.json().path("command").asString(reply.problem())
        + " "
        + reply.json().path("rowCount");
  }

  @Test
  void an_error_of_postgres_has_all_its_parts() {
    client.query("insert into thing values (7, 'twice')");

    SqlClient.Reply taken = client.query("insert into thing values (8, 'twice')");

    assertThat(taken.status()).isEqualTo(400);
    assertThat(taken.json().propertyNames())
        .containsExactly(
            "message",
            "code",
            "detail",
            "hint",
            "position",
            "internalPosition",
            "internalQuery",
            "severity",
            "where",
            "table",
            "column",
            "schema",
            "dataType",
            "constraint",
            "file",
            "line",
            "routine");
    assertThat(taken.json().path("detail").asString())
        .isEqualTo("Key (name)=(twice) already exists.");
    assertThat(taken.json().path("constraint").asString()).isEqualTo("thing_name_key");
    assertThat(taken.json().path("table").asString()).isEqualTo("thing");
    assertThat(client.query("select nothing").json().path("position").asString()).isEqualTo("8");
    assertThat(client.query("select 1; select 2").problem())
        .isEqualTo("400 42601 cannot insert multiple commands into a prepared statement");
  }

  @Test
  void a_batch_is_one_transaction() {
    SqlClient.Reply both =
        raw.batch("insert into thing values (21)", "select count(*) from thing where id = 21");

    assertThat(both.json().at("/results/1/rows/0/0").asString()).isEqualTo("1");
    assertThat(raw.batch("insert into thing values (22)", "select 1 / 0").problem())
        .isEqualTo("400 22012 division by zero");
    assertThat(raw.query("select id from thing where id in (21, 22)").rows())
        .isEqualTo("[[\"21\"]]");
  }

  @Test
  void a_batch_chooses_its_isolation_and_hears_so() {
    SqlClient careful =
        raw.with("Neon-Batch-Isolation-Level", "Serializable")
            .with("Neon-Batch-Read-Only", "true")
            .with("Neon-Batch-Deferrable", "true");

    SqlClient.Reply reply =
        careful.batch("show transaction_isolation", "show transaction_deferrable");

    assertThat(reply.json().at("/results/0/rows").toString()).isEqualTo("[[\"serializable\"]]");
    assertThat(reply.json().at("/results/1/rows").toString()).isEqualTo("[[\"on\"]]");
    assertThat(header(reply, "neon-batch-isolation-level")).isEqualTo("Serializable");
    assertThat(careful.batch("insert into thing values (31)").problem())
        .isEqualTo("400 25006 cannot execute INSERT in a read-only transaction");
    assertThat(raw.with("Neon-Batch-Isolation-Level", "Chaos").batch("select 1").status())
        .isEqualTo(400);
  }

  @Test
  void a_query_may_say_itself_whether_its_rows_are_arrays() {
    assertThat(
            client
                .send(
                    "POST",
                    "{\"queries\":[{\"query\":\"select 1 a\",\"arrayMode\":true},"
                        + "{\"query\":\"select 2 b\"}]}")
                .json()
                .path("results")
                .valueStream()
                .map(result -> result.path("rows").toString()))
        .containsExactly("[[1]]", "[{\"b\":2}]");
  }

  @Test
  void what_is_too_large_is_told_by_the_status() {
    assertThat(client.send("POST", " ".repeat((10 << 20) + 1)).problem())
        .isEqualTo("413 - request is too large (max is 10485760 bytes)");
    assertThat(client.query("select repeat('x', 1000) from generate_series(1, 20000)").problem())
        .isEqualTo("507 - response is too large (max is 10485760 bytes)");
    assertThat(client.query("select 1 as one").rows()).isEqualTo("[{\"one\":1}]");
  }

  @Test
  void what_is_no_request_is_refused_with_a_sentence() {
    assertThat(client.send("POST", "select 1").status()).isEqualTo(400);
    assertThat(client.send("POST", "{}").problem())
        .isEqualTo("400 - query must be a string: {\"query\": \"select $1\", ...}");
    assertThat(client.query("select '\0'").problem())
        .isEqualTo("400 - invalid byte sequence for encoding \"UTF8\": 0x00");
    assertThat(client.with("Neon-Connection-String", "mysql://x").query("select 1").problem())
        .isEqualTo(
            "400 - invalid connection string: it begins with neither postgresql:// nor"
                + " postgres://");
    assertThat(client.as("someone", "default").query("select 1").status()).isEqualTo(400);
    assertThat(client.as("anonymous", "nowhere").query("select 1").problem())
        .isEqualTo("400 3D000 database \"nowhere\" does not exist");
  }

  @Test
  void copy_is_refused_and_leaves_the_connection_usable() {
    assertThat(client.query("copy thing from stdin").problem()).startsWith("400 0A000 COPY from");
    assertThat(client.query("copy thing to stdout").problem()).startsWith("400 0A000 COPY from");
    assertThat(client.query("select 1 as one").rows()).isEqualTo("[{\"one\":1}]");
  }

  @Test
  void any_page_may_ask() {
    SqlClient.Reply asked = client.send("OPTIONS", "");

    assertThat(asked.status()).isEqualTo(200);
    assertThat(header(asked, "access-control-allow-origin")).isEqualTo("*");
    assertThat(header(asked, "access-control-allow-headers"))
        .contains("Authorization", "Neon-Connection-String", "Neon-Batch-Isolation-Level");
    assertThat(header(client.query("select nothing"), "access-control-allow-origin"))
        .isEqualTo("*");
    assertThat(header(client.query("select 1"), "neon-request-id")).isNotEmpty();
  }

  private static String header(SqlClient.Reply reply, String name) {
    HttpResponse<String> response = reply.response();
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void nobody_is_let_in_until_the_project_says_so() {
    SqlClient nobody = client.as("anonymous", "default");

    assertThat(nobody.query("select 1").problem()).startsWith("400 28000 missing authentication");
    server.client().call("PATCH", "/projects/default/sql/settings", "{\"sql_anonymous\":true}");
    assertThat(nobody.query("select auth.user_id() as who").rows()).isEqualTo("[{\"who\":null}]");
    server.client().call("PATCH", "/projects/default/sql/settings", "{\"sql_anonymous\":false}");
    assertThat(nobody.query("select 1").problem()).startsWith("400 28000 missing authentication");
  }
}
