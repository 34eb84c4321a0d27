package dev.rollcall.rls;

import dev.rollcall.testing.PostgresExtension;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// Two verifiers that are to agree, under the same keys.
abstract class Agreement {
  final Map<String, SigningKey> keys =
      Stream.of("es ES256", "ed EdDSA", "rs RS256", "ps PS256", "app ES256", "theirs ES256")
          .map(key -> key.split(" ", -1))
          .map(key -> SigningKey.make(key[0], key[1]))
          .collect(Collectors.toMap(SigningKey::kid, key -> key));
  Verifiers both;

  abstract PostgresExtension postgres();

  @BeforeEach
  void open() throws SQLException {
    both = new Verifiers(postgres().database(), postgres().url());
    keys.forEach((kid, key) -> {
      switch (kid) {
        case "theirs" -> both.trust("https://other.test", key);
        case "app" -> both.trust(SigningKey.ISSUER, key, "app", "other");
        default -> both.trust(SigningKey.ISSUER, key);
      }
    });
  }

  @AfterEach
  void close() throws SQLException {
    both.close();
  }

  final SigningKey key(String kid) {
    return Objects.requireNonNull(keys.get(kid), kid);
  }

  final List<String> answers(Map<String, String> tokens) {
    return tokens.entrySet().stream()
        .map(token -> {
          String said = both.say(token.getValue());
          return said.equals("no") ? said : token.getKey() + ": " + said;
        })
        .toList();
  }
}
