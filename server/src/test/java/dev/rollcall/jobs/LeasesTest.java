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

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  @Test
  void one_server_holds_a_lease_and_may_keep_it() {
    assertThat(server("one").take("compare", LONG)).isTrue();
    assertThat(server("two").take("compare", LONG)).isFalse();
    assertThat(server("one").take("compare", LONG)).isTrue();
    assertThat(server("two").take("pull", LONG)).isTrue();
  }

  @Test
  void of_many_servers_at_once_one_gets_it() throws Exception {
    List<Callable<Boolean>> servers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Leases server = server("server " + i);
      servers.add(() -> server.take("compare", LONG));
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
    server("one").take("compare", SHORT);

    await().until(() -> server("two").take("compare", LONG));

    assertThat(server("one").take("compare", LONG)).isFalse();
  }

  @Test
  void a_lease_that_is_kept_does_not_end() {
    server("one").take("compare", SHORT);
    assertThat(server("one").take("compare", LONG)).isTrue();

    await()
        .pollDelay(SHORT.multipliedBy(3))
        .untilAsserted(() -> assertThat(server("two").take("compare", LONG)).isFalse());
  }

  @Test
  void a_server_that_stops_gives_back_its_own_leases_only() {
    server("one").take("compare", LONG);
    server("one").take("pull", LONG);
    server("two").take("clean", LONG);

    server("one").giveBack();

    assertThat(server("three").take("compare", LONG)).isTrue();
    assertThat(server("three").take("pull", LONG)).isTrue();
    assertThat(server("three").take("clean", LONG)).isFalse();
  }

  private Leases server(String name) {
    return new Leases(postgres.database(), name);
  }
}
