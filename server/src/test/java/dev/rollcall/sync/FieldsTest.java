package dev.rollcall.sync;

import static dev.rollcall.testing.FakeConnector.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.project.FieldPolicy;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.ProviderEvent.UserChanged;
import dev.rollcall.reconcile.Comparison;
import dev.rollcall.reconcile.ComparisonRequest;
import dev.rollcall.testing.FakeConnector;
import dev.rollcall.testing.HeldTransaction;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A project that does not store all that its provider says.
class FieldsTest {
  private static final FieldPolicy NO_ADDRESS = FieldPolicy.dropping(List.of("primary_email"));
  private static final String ADDRESSES =
      "select id from neon_auth.users_sync where email is not null or raw_json ?? 'primary_email'";
  private static final String DROPPED =
      "select octet_length(payload) || ' ' || dropped || ' ' || outcome from rollcall.inbox"
          + " order by number";

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private final MovableClock clock = new MovableClock();
  private final FakeConnector provider = new FakeConnector(clock);
  private ProjectFixture project;

  @BeforeEach
  void connect() {
    project =
        new ProjectFixture(
            postgres.database(), UsersTable.USUAL, RemoveDeleted.NEVER, provider, clock);
  }

  private long drift() {
    Comparison dry = project.compare(new ComparisonRequest(true, false));
    return dry.inserted() + dry.updated() + dry.deleted();
  }

  @Test
  void what_is_dropped_reaches_the_table_by_no_way() {
    project.stores(NO_ADDRESS);
    provider.has(user("u2", 1000, null, "Bob"));
    provider.has(user("u3", 1000, 2000L, "Cas"));
    provider.has(user("u4", 1000, 2000L, "Dan"));
    project.receive("changed u1 1000 1000 Ada");
    project.receive("touched u2");
    project.applyAll();
    project.sync().needed().ensure("u3");
    provider.has(user("u1", 1000, 1000L, "Ada"));
    project.compare();

    assertThat(project.users())
        .containsExactly("u1 Ada live", "u2 Bob live", "u3 Cas live", "u4 Dan live");
    assertThat(project.strings(ADDRESSES)).isEmpty();
    assertThat(drift()).isZero();
  }

  @Test
  void a_change_of_what_is_dropped_is_no_change() {
    project.stores(FieldPolicy.dropping(List.of("display_name")));
    provider.has(user("u1", 1000, null, "Ada"));
    project.receive("touched u1");
    project.applyAll();
    provider.has(user("u1", 1000, null, "Countess"));
    project.receive("again", "touched u1");
    project.applyAll();

    assertThat(project.outcomes()).containsExactly("applied", "superseded");
    assertThat(project.changes()).containsExactly("user.created u1");
  }

  @Test
  void payloads_go_when_they_were_applied_but_for_those_to_be_looked_at() {
    project.receive("changed u1 1000 1000 Ada");
    project.applyAll();
    project.stores(NO_ADDRESS);
    project.receive("changed u1 1000 3000 Ada");
    project.receive("changed u1 1000 2000 Ada");
    project.receive("session x");
    project.receive("nonsense");
    project.applyAll();

    assertThat(project.strings(DROPPED))
        .containsExactly(
            "24 false applied",
            "0 true applied",
            "0 true superseded",
            "0 true ignored",
            "8 false quarantined");
    assertThat(project.sync().rewrite().dropPayloads(100)).isEqualTo(1);
    assertThat(project.strings(DROPPED).getFirst()).isEqualTo("0 true applied");
  }

  @Test
  void rows_that_are_there_follow_page_by_page_when_they_are_told_to() throws Exception {
    for (String id : List.of("u1", "u2", "u3", "u4", "u5")) {
      provider.has(user(id, 1000, 2000L, "Ada"));
      project.receive("changed " + id + " 1000 2000 Ada");
    }
    project.receive("deleted u5 5000");
    project.applyAll();
    provider.hasNoMore("u5");
    FieldRewrite rewrite = project.sync().rewrite();

    assertThat(rewrite.rewrite(null, 2)).isEqualTo(new FieldRewrite.Page(0, 0, null));

    project.stores(NO_ADDRESS);

    assertThat(rewrite.rewrite(null, 2)).isEqualTo(new FieldRewrite.Page(2, 0, "u2"));
    assertThat(rewrite.rewrite("u2", 2)).isEqualTo(new FieldRewrite.Page(2, 0, "u4"));
    assertThat(rewrite.rewrite("u4", 2)).isEqualTo(new FieldRewrite.Page(1, 0, null));
    assertThat(rewrite.rewrite(null, 10)).isEqualTo(new FieldRewrite.Page(0, 0, null));
    assertThat(project.strings(ADDRESSES)).isEmpty();
    assertThat(drift()).isZero();
    assertThat(project.changes())
        .contains("user.updated u1", "user.updated u4")
        .doesNotContain("user.updated u5");

    project.stores(FieldPolicy.ALL);
    project.compare();

    assertThat(project.strings(ADDRESSES)).hasSize(4);
  }

  @Test
  void a_row_that_somebody_holds_is_left_and_counted() throws Exception {
    project.receive("changed u1 1000 2000 Ada");
    project.receive("changed u2 1000 2000 Bob");
    project.applyAll();
    project.stores(NO_ADDRESS);
    try (HeldTransaction _ =
        new HeldTransaction(
            postgres.database(),
            tx ->
                tx.all(
                    "select 1 from neon_auth.users_sync where id = 'u1' for update", row -> 1))) {

      assertThat(project.sync().rewrite().rewrite(null, 10))
          .isEqualTo(new FieldRewrite.Page(1, 1, null));
    }
  }

  @Test
  void the_built_in_provider_s_own_news_are_filtered_too() {
    project.stores(NO_ADDRESS);
    Applier applier = project.sync().applier();
    postgres
        .database()
        .inTransaction(tx -> {
          applier.applyNow(
              tx, new UserChanged(user("u1", 1000, 1000L, "Ada"), true), clock.instant());
          applier.makeNow(tx, List.of(user("u2", 1000, 1000L, "Bob")), clock.instant());
          applier.noteNow(tx, "u1", "last_active_at_millis", 5);
          return true;
        });

    assertThat(project.users()).containsExactly("u1 Ada live", "u2 Bob live");
    assertThat(project.strings(ADDRESSES)).isEmpty();
    assertThat(
            project.strings("select raw_json ?? 'last_active_at_millis' from neon_auth.users_sync"))
        .containsOnly("f");
  }
}
