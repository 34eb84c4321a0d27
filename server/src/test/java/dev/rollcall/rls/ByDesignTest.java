package dev.rollcall.rls;

import static dev.rollcall.rls.RlsFixture.execute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What hostile SQL can do all the same, as `docs/rls.md` says. None of it takes an identity.
class ByDesignTest {
  private static final String BEGIN = "select auth.jwt_session_init(?)";

  @RegisterExtension
  final PostgresExtension postgres = RlsFixture.databases(new PostgresExtension());

  private final SigningKey key = SigningKey.make("k", "ES256");

  @BeforeEach
  void make() {
    RlsFixture.trust(postgres.database(), key);
    execute(
        postgres.database(),
        """
        create table secret (id int primary key, user_id text, code text unique);
        insert into secret values (1, 'victim', 'blue'), (2, 'mallory', 'red');
        alter table secret enable row level security;
        create policy own on secret using (user_id = (select auth.user_id()))
          with check (user_id = (select auth.user_id()));
        grant usage on schema public to authenticated;
        grant select, insert, update on secret to authenticated;
        """);
  }

  private Visitor mallory() throws SQLException {
    return Visitor.as(RlsFixture.POOL.getFirst(), postgres.url())
        .run(BEGIN, key.token(SigningKey.claims("mallory")));
  }

  @Test
  void explain_analyze_tells_how_many_rows_are_hidden() throws SQLException {
    try (Visitor mallory = mallory()) {
      assertThat(mallory.rows("explain (analyze, costs off, timing off) select * from secret"))
          .anyMatch(line -> line.contains("Rows Removed by Filter: 1"));
    }
  }

  @Test
  void a_unique_key_tells_that_a_value_is_taken() throws SQLException {
    try (Visitor mallory = mallory()) {
      assertThat(mallory.refusal("insert into secret values (3, 'mallory', 'blue')"))
          .contains("duplicate key value violates unique constraint");
      assertThat(mallory.refusal("insert into secret values (3, 'mallory', 'green')")).isEmpty();
    }
  }

  @Test
  void a_role_may_alter_its_own_settings() throws SQLException {
    try (Visitor mallory = mallory()) {
      assertThat(mallory.refusal("alter role current_user set statement_timeout = '1ms'"))
          .isEmpty();
      assertThat(mallory.refusal("set statement_timeout = 0")).isEmpty();
      assertThat(mallory.refusal("set work_mem = '100MB'")).isEmpty();
    } finally {
      execute(postgres.database(), "alter role rls_pool_1 reset all");
    }
  }

  @Test
  void a_lock_may_be_taken_that_others_wait_for() throws SQLException {
    try (Visitor mallory = mallory()) {
      mallory.run("begin");
      assertThat(mallory.refusal("lock table secret in share row exclusive mode")).isEmpty();
      assertThat(mallory.refusal("select pg_advisory_lock(1)")).isEmpty();
      mallory.run("rollback");
    }
  }

  @Test
  void a_token_that_is_refused_leaves_the_identity_of_before() throws SQLException {
    try (Visitor mallory = mallory()) {
      assertThat(mallory.refusal(BEGIN, "not.a.token")).isNotEmpty();
      assertThat(mallory.rows("select auth.user_id()")).containsExactly("mallory");
    }
  }

  @Test
  void an_identity_for_a_session_is_anybodys_who_gets_the_connection_without_a_reset()
      throws SQLException {
    try (Visitor shared = mallory()) {
      shared.run("begin").run("commit");
      assertThat(shared.rows("select auth.user_id()")).containsExactly("mallory");
      shared.run("reset all");
      assertThat(shared.rows("select auth.user_id()")).isEqualTo(List.of("null"));
    }
  }
}
