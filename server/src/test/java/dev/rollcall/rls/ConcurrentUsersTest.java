package dev.rollcall.rls;

import static dev.rollcall.rls.RlsFixture.execute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.PostgresExtension;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Many users over few connections, hostile statements among their requests, and backends that are
/// killed meanwhile: each request sees the rows of its user, or fails.
@Tag("slow")
class ConcurrentUsersTest {
  private static final int REQUESTS = 10_000;
  private static final int USERS = 50;

  private static final List<String> HOSTILE =
      List.of(
          "set neon_auth.session = '{\"sub\":\"user-1\"}'",
          "set request.jwt.claims = '{\"sub\":\"user-1\"}'",
          "reset role",
          "reset all",
          "deallocate all",
          "set search_path = pg_catalog",
          "set row_security = off",
          "set standard_conforming_strings = off",
          "set default_transaction_read_only = on",
          "set statement_timeout = 1",
          "prepare trusted as select 'user-1'",
          "declare c cursor with hold for select user_id from item",
          "listen anything",
          "commit",
          "rollback",
          "select pg_advisory_lock(hashtext(current_user))",
          "select set_config('neon_auth.session', replace(current_setting('neon_auth.session'), 'user-', 'user-1'), false)",
          "do $$ begin perform set_config('role', 'none', false); end $$",
          "select pg_terminate_backend(pg_backend_pid())",
          "not even sql");

  @RegisterExtension
  final PostgresExtension postgres = RlsFixture.databases(new PostgresExtension());

  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger killed = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

  @Test
  void of_ten_thousand_requests_none_sees_anothers_rows() throws Exception {
    storm(Weakened.NOT, REQUESTS);

    assertThat(violations).isEmpty();
    assertThat(answered.get() + refused.get()).isEqualTo(REQUESTS);
    assertThat(answered.get()).isGreaterThan(REQUESTS / 2);
    assertThat(killed.get()).isGreaterThan(20);
  }

  @Test
  void without_the_seal_the_same_requests_see_others_rows() throws Exception {
    execute(postgres.database(), Weakened.UNSEALED.sql());

    storm(Weakened.UNSEALED, REQUESTS / 10);

    assertThat(violations).isNotEmpty();
  }

  private void storm(Weakened weakness, int count) throws Exception {
    execute(
        postgres.database(),
        """
        do $$ begin
          execute format('revoke temporary, create on database %I from public', current_database());
        end $$;
        do $$ begin perform auth.set_gateway_key(1, decode(repeat('00', 32), 'hex')); end $$;
        create table item (id serial, user_id text);
        insert into item (user_id) select 'user-' || (g % 50) from generate_series(0, 499) g;
        alter table item enable row level security;
        create policy own on item using (user_id = (select auth.user_id()))
          with check (user_id = (select auth.user_id()));
        grant usage on schema public to authenticated;
        grant select, insert on item to authenticated;
        grant usage on sequence item_id_seq to authenticated;
        """);
    List<Callable<Boolean>> lanes = new ArrayList<>();
    for (int lane = 0; lane < RlsFixture.POOL.size(); lane++) {
      String role = RlsFixture.POOL.get(lane);
      Random random = new Random(lane);
      lanes.add(() -> requests(weakness, role, random, count / RlsFixture.POOL.size()));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> lane : threads.invokeAll(lanes)) {
        lane.get();
      }
    }
  }

  private boolean requests(Weakened weakness, String role, Random random, int count)
      throws SQLException {
    Gateway gateway = Gateway.connect(weakness, role, postgres.url());
    try {
      for (int i = 0; i < count; i++) {
        String user = random.nextInt(10) == 0 ? null : "user-" + random.nextInt(USERS);
        List<String> statements = new ArrayList<>();
        if (random.nextInt(6) == 0) {
          statements.add(HOSTILE.get(random.nextInt(HOSTILE.size())));
        }
        statements.add(
            "select coalesce(auth.user_id(), 'nobody') union all select distinct user_id from item");
        if (random.nextInt(200) == 0) {
          execute(postgres.database(), "select pg_terminate_backend(" + gateway.backend() + ")");
          killed.incrementAndGet();
        }
        judge(
            user == null ? "nobody" : user,
            statements.size() > 1,
            gateway.request(user, statements));
        if (!gateway.lives()) {
          gateway.close();
          gateway = Gateway.connect(weakness, role, postgres.url());
        }
      }
    } finally {
      gateway.close();
    }
    return true;
  }

  /// Who throws its own identity away, as by `reset all`, is nobody until the request ends.
  private void judge(String expected, boolean hostile, List<String> cells) {
    if (cells.stream().anyMatch(cell -> cell.startsWith("error: "))) {
      refused.incrementAndGet();
    } else {
      answered.incrementAndGet();
    }
    cells.stream()
        .filter(cell -> cell.equals("nobody") || cell.matches("user-\\d+"))
        .filter(cell -> !cell.equals(expected) && !(hostile && cell.equals("nobody")))
        .forEach(cell -> violations.add(expected + " was shown " + cell));
  }
}
