package dev.rollcall.rls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.PostgresExtension;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The catalogue against the install as it is, and against each weakened one.
abstract class HostileSql {
  abstract PostgresExtension postgres();

  @Test
  void no_attack_takes_or_touches_what_is_the_victims() throws SQLException {
    Battlefield field = field(Weakened.NOT);
    List<String> violations = new ArrayList<>();

    for (Attack attack : Attack.catalogue()) {
      field.violations(attack).forEach(found -> violations.add(attack + ": " + found));
    }

    assertThat(Attack.catalogue()).hasSizeGreaterThanOrEqualTo(200);
    assertThat(violations).isEmpty();
  }

  @Test
  void everybody_sees_and_changes_what_is_theirs() throws SQLException {
    Battlefield field = field(Weakened.NOT);

    assertThat(field.violations(new Attack("none", Weakened.NOT, List.of()))).isEmpty();
    try (Gateway gateway =
        Gateway.connect(Weakened.NOT, RlsFixture.POOL.getFirst(), postgres().url())) {
      assertThat(gateway.request("victim", List.of(gateway.trusted())))
          .containsExactly("VICTIM-SECRET one", "VICTIM-SECRET two");
      assertThat(
              gateway.request(
                  "mallory",
                  List.of(
                      "update secret set body = 'new'",
                      "insert into note (user_id, body) values ('mallory', 'second')",
                      "select body from secret union all select body from note order by 1")))
          .containsExactly("mallory note", "new", "second");
      assertThat(gateway.request(null, List.of(gateway.trusted()))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NOT", mode = EnumSource.Mode.EXCLUDE)
  void each_attack_succeeds_where_its_wall_is_missing(Weakened weakness) throws SQLException {
    Battlefield field = field(weakness);
    List<String> failed = new ArrayList<>();

    List<String> without =
        field.violations(
            new Attack(
                "none",
                weakness,
                List.of(new Attack.Turn(Attack.Actor.VICTIM, List.of("select 1")))));
    for (Attack attack : Attack.catalogue()) {
      if (attack.weakness() == weakness && field.violations(attack).isEmpty()) {
        failed.add(attack.name());
      }
    }

    if (weakness != Weakened.NO_RLS) {
      assertThat(without).as("without any attack").isEmpty();
    }
    assertThat(failed).as("attacks that fail even where they should succeed").isEmpty();
  }

  private Battlefield field(Weakened weakness) {
    return new Battlefield(postgres().database(), postgres().url(), weakness);
  }
}
