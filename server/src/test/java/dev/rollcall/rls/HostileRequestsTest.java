package dev.rollcall.rls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.PostgresExtension;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The whole catalogue of attacks through `/sql`, each request with a good token of its user.
@Tag("slow")
class HostileRequestsTest {
  @RegisterExtension final PostgresExtension server = RlsFixture.databases(new PostgresExtension());

  @Test
  void no_attack_takes_or_touches_what_is_the_victims() throws SQLException {
    Battlefield field =
        new Battlefield(
            server.database(),
            server.url(),
            Weakened.NOT,
            role -> new HttpGate(server.database(), role, server.url()));
    List<String> violations = new ArrayList<>();

    for (Attack attack : Attack.catalogue()) {
      field.violations(attack).forEach(found -> violations.add(attack + ": " + found));
    }

    assertThat(violations).isEmpty();
  }

  @Test
  void everybody_sees_and_changes_what_is_theirs() throws SQLException {
    Battlefield field = new Battlefield(server.database(), server.url(), Weakened.NOT);

    assertThat(field.violations(new Attack("none", Weakened.NOT, List.of()))).isEmpty();
    try (Gate gate = new HttpGate(server.database(), RlsFixture.POOL.getFirst(), server.url())) {
      assertThat(gate.request("victim", List.of(gate.trusted())))
          .containsExactly("VICTIM-SECRET one", "VICTIM-SECRET two");
      assertThat(gate.request("mallory", List.of("select body from secret")))
          .containsExactly("mallory one");
      assertThat(gate.request(null, List.of(gate.trusted()))).isEmpty();
    }
  }
}
