package dev.rollcall.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.api.stack.Wire.Person;
import dev.rollcall.testing.RunningProvider;
import dev.rollcall.testing.RunningProvider.Project;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Many who change the same user at the same time: each is answered, and the row is what is left.
class RaceWireTest {
  private final Wire open = Wire.to(Project.OPEN);

  @Test
  void many_changes_of_one_user_are_all_kept_and_all_told() throws Exception {
    Person person = open.made();
    AtomicInteger turn = new AtomicInteger();

    List<HttpResponse<String>> answers =
        Wire.race(() -> rename(person, "name " + turn.incrementAndGet()));

    assertThat(Wire.kinds(answers)).containsOnly("200");
    open.assertRowIsTheUser(person.id());
    assertThat(open.changes(person.id()))
        .startsWith("user.created")
        .hasSize(65)
        .filteredOn("user.updated"::equals)
        .hasSize(64);
  }

  @Test
  void a_user_is_deleted_once() throws Exception {
    Person person = open.made();

    List<HttpResponse<String>> answers =
        Wire.race(() -> open.server().send("DELETE", "/api/v1/users/" + person.id(), ""));

    assertThat(Wire.kinds(answers)).filteredOn("200"::equals).hasSize(1);
    assertThat(Wire.kinds(answers)).filteredOn("404 USER_NOT_FOUND"::equals).hasSize(63);
    assertThat(open.changes(person.id())).containsExactly("user.created", "user.deleted");
  }

  @Test
  void a_user_whose_row_is_deleted_meanwhile_is_gone_in_the_end() throws Exception {
    Person person = open.made();
    AtomicInteger turn = new AtomicInteger();

    List<HttpResponse<String>> answers =
        Wire.race(() -> {
          int mine = turn.incrementAndGet();
          if (mine == 10) {
            deleteRow(person);
          }
          return rename(person, "name " + mine);
        });

    assertThat(Wire.kinds(answers)).containsOnly("200", "404 USER_NOT_FOUND");
    assertThat(rows("neon_auth.users_sync", person)).isEqualTo("0");
    assertThat(rows("rollcall_auth.account", person)).isEqualTo("0");
  }

  @Test
  void of_many_users_who_take_one_address_one_signs_in_with_it() throws Exception {
    String wanted = Wire.freshEmail();
    List<Person> persons = new ArrayList<>();
    for (int number = 0; number < 8; number++) {
      persons.add(open.made());
    }
    AtomicInteger turn = new AtomicInteger();

    List<HttpResponse<String>> answers =
        Wire.race(() -> {
          int mine = turn.incrementAndGet();
          Person person = persons.get(mine % persons.size());
          return mine % 2 == 0
              ? patch(person, "{\"primary_email\":\"" + wanted + "\"}")
              : open.client(person)
                  .post(
                      "/api/v1/contact-channels",
                      "{\"user_id\":\"me\",\"type\":\"email\",\"value\":\"%s\",\"used_for_auth\":true}"
                          .formatted(wanted));
        });

    assertThat(Wire.kinds(answers))
        .containsAnyOf("200", "201")
        .isSubsetOf(
            "200",
            "201",
            "400",
            "409 USER_EMAIL_ALREADY_EXISTS",
            "409 CONTACT_CHANNEL_ALREADY_USED_FOR_AUTH_BY_SOMEONE_ELSE");
    assertThat(
            open.provider()
                .strings(
                    Project.OPEN,
                    "select account from rollcall_auth.contact_channel where value = ?",
                    wanted))
        .hasSize(1);
    for (Person person : persons) {
      open.assertRowIsTheUser(person.id());
    }
  }

  private HttpResponse<String> rename(Person person, String name) {
    return patch(person, Wire.json("display_name", name));
  }

  private HttpResponse<String> patch(Person person, String body) {
    return open.server()
        .with("content-type", "application/json")
        .send("PATCH", "/api/v1/users/" + person.id(), body);
  }

  private void deleteRow(Person person) throws SQLException {
    try (Connection connection = RunningProvider.connect(open.provider().owner(Project.OPEN));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("delete from neon_auth.users_sync where id = '" + person.id() + "'");
    }
  }

  private String rows(String table, Person person) throws SQLException {
    return open.provider()
        .strings(Project.OPEN, "select count(*) from " + table + " where id::text = ?", person.id())
        .getFirst();
  }
}
