package dev.rollcall.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.project.UsersTable;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What only one server may do is done by one server.
class LeasesTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final String SOON =
      "update rollcall.lease set ends_at = now() + interval '50 milliseconds'";

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  @Test
  void one_server_holds_a_lease_and_may_keep_it() {
    assertThat(server("one").take("compare")).isTrue();
    assertThat(server("two").take("compare")).isFalse();
    assertThat(server("one").take("compare")).isTrue();
    assertThat(server("two").take("pull")).isTrue();
  }

  @Test
  void of_many_servers_at_once_one_gets_it() throws Exception {
    List<Callable<Boolean>> servers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Leases server = server("server " + i);
      servers.add(() -> server.take("compare"));
    }
    int holders = 0;

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> taken : threads.invokeAll(servers)) {
        holders += taken.get() ? 1 : 0;
      }
    }

    assertThat(holders).isEqualTo(1);
  }

  @Test
  void a_lease_that_ended_is_taken_over_and_its_holder_is_told() {
    brief("one").take("compare");

    await().until(() -> server("two").take("compare"));

    assertThat(server("one").take("compare")).isFalse();
  }

  @Test
  void a_lease_that_is_renewed_does_not_end() {
    Leases one = brief("one");
    one.take("compare");
    Leases longer = new Leases(postgres.database(), "one", LONG);
    longer.take("pull");
    postgres.database().inTransaction(tx -> tx.update(SOON));

    longer.renew();

    await()
        .pollDelay(SHORT.multipliedBy(3))
        .untilAsserted(() -> assertThat(server("two").take("pull")).isFalse());
    assertThat(server("two").take("compare")).as("which was not renewed").isTrue();
  }

  @Test
  void a_renewal_takes_nothing_back() {
    Leases one = brief("one");
    one.take("compare");
    await().until(() -> server("two").take("compare"));

    one.renew();

    assertThat(server("two").take("compare")).isTrue();
    assertThat(one.take("compare")).isFalse();
  }

  @Test
  void a_server_that_stops_gives_back_its_own_leases_only() {
    server("one").take("compare");
    server("one").take("pull");
    server("two").take("clean");

    server("one").giveBack();

    assertThat(server("three").take("compare")).isTrue();
    assertThat(server("three").take("pull")).isTrue();
    assertThat(server("three").take("clean")).isFalse();
  }

  @Test
  void one_lease_is_given_back_and_the_others_are_kept() {
    Leases one = server("one");
    one.take("compare");
    one.take("pull");

    one.giveBack("compare");

    assertThat(one.holds("compare")).isFalse();
    assertThat(server("two").take("compare")).isTrue();
    assertThat(server("two").take("pull")).isFalse();
  }

  @Test
  void a_renewal_finds_out_what_was_taken_over() {
    Leases one = server("one");
    one.take("compare");
    one.take("pull");
    postgres
        .database()
        .inTransaction(tx -> tx.update("delete from rollcall.lease where name = 'pull'"));

    one.renew();

    assertThat(one.holds("compare")).isTrue();
    assertThat(one.holds("pull")).isFalse();
  }

  @Test
  void the_only_server_has_every_lease() {
    Leases only = Leases.ofTheOnlyServer();

    assertThat(only.take("compare")).isTrue();
    only.renew();
    assertThat(only.holds("compare")).isTrue();
    only.giveBack("compare");
    assertThat(only.holds("compare")).isFalse();
  }

  private Leases server(String name) {
    return new Leases(postgres.database(), name, LONG);
  }

  private Leases brief(String name) {
    return new Leases(postgres.database(), name, SHORT);
  }
}
