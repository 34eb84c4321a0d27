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
