package dev.rollcall.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.postgres.Migrations;
import dev.rollcall.testing.PostgresExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Servers know of each other as long as each says that it lives.
class ServersTest {
  @RegisterExtension
  final PostgresExtension postgres =
      new PostgresExtension()
          .withTemplate(
              "control_servers",
              database ->
                  new Migrations("rollcall_control", 8, List.of("dev/rollcall/project/migration"))
                      .run(database.source()));

  @Test
  void who_said_so_lately_is_alive() {
    assertThat(server("one").beat()).isEmpty();
    assertThat(server("two").beat()).containsExactly("one");
    assertThat(server("one").beat()).containsExactly("two");
  }

  @Test
  void who_says_nothing_for_as_long_as_a_lease_lasts_is_dead() {
    server("one").beat();
    postgres
        .database()
        .inTransaction(tx ->
            tx.update(
                """
                update rollcall_control.server
                   set alive_until = alive_until - ? * interval '1 millisecond'
                """,
                Leases.LENGTH.toMillis()));

    assertThat(server("two").beat()).isEmpty();
  }

  @Test
  void who_leaves_is_gone_at_once() {
    server("one").beat();

    server("one").leave();

    assertThat(server("two").beat()).isEmpty();
  }

  private Servers server(String name) {
    return new Servers(postgres.database(), name);
  }
}
