package dev.rollcall.jdbc;

import dev.rollcall.jdbc.JsonValue.Elements;
import dev.rollcall.jdbc.JsonValue.Members;
import dev.rollcall.jdbc.JsonValue.Numeral;
import dev.rollcall.jdbc.JsonValue.Text;
import dev.rollcall.jdbc.TokenVerdict.Expired;
import dev.rollcall.jdbc.TokenVerdict.ForOthers;
import dev.rollcall.jdbc.TokenVerdict.Refused;
import dev.rollcall.jdbc.TokenVerdict.Valid;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What came of reading a token's claims, before its signature is known to be right.
sealed interface TokenClaims {

  record Malformed(String reason) implements TokenClaims {}

  /// @param issuer who says so, as far as it is true
  /// @param notBefore the later of `nbf` and `iat`; null where there is neither
  record Read(
      String text,
      String subject,
      String issuer,
      List<String> audiences,
      BigDecimal expires,
      @Nullable BigDecimal notBefore)
      implements TokenClaims {

    /// Whether they count, under a key that has signed them.
    TokenVerdict judge(TrustedKey key, Instant now, TokenRules rules) {
      if (!key.audiences().isEmpty() && audiences.stream().noneMatch(key.audiences()::contains)) {
        return new ForOthers(audiences);
      }
      BigDecimal time = seconds(now);
      BigDecimal leeway = seconds(rules.leeway());
      if (expires.compareTo(time.subtract(leeway)) <= 0) {
        return new Expired(end(rules.leeway()));
      }
      if (expires.compareTo(time.add(seconds(rules.longestLife())).add(leeway)) > 0) {
        return new Refused("it would be good for longer than " + rules.longestLife());
      }
      if (notBefore != null && notBefore.compareTo(time.add(leeway)) > 0) {
        return new Refused("it is not good yet");
      }
      return new Valid(text, subject, issuer, audiences, key.kid(), end(rules.leeway()));
    }

    /// Whole seconds, as the seal in Postgres has them.
    private Instant end(Duration leeway) {
      BigDecimal earliest = BigDecimal.valueOf(Instant.MIN.getEpochSecond());
      return Instant.ofEpochSecond(
              expires.max(earliest).setScale(0, RoundingMode.FLOOR).longValueExact())
          .plus(leeway);
    }
  }

  static TokenClaims read(CompactToken.Signed token) {
    Members claims = token.payload();
    if (!(claims.values().get("iss") instanceof Text(var issuer))) {
      return new Malformed("it names no issuer");
    }
    if (claims.text("sub").isEmpty()) {
      return new Malformed("it names no subject");
    }
    boolean times =
        Stream.of("exp", "nbf", "iat")
            .allMatch(name -> !claims.has(name) || claims.values().get(name) instanceof Numeral);
    if (!times) {
      return new Malformed("its times are not numbers");
    }
    return time(claims, "exp")
        .<TokenClaims>map(expires ->
            new Read(
                token.text(),
                claims.text("sub"),
                issuer,
                audiences(claims),
                expires,
                Stream.of("nbf", "iat")
                    .flatMap(name -> time(claims, name).stream())
                    .max(BigDecimal::compareTo)
                    .orElse(null)))
        .orElseGet(() -> new Malformed("it has no exp"));
  }

  private static List<String> audiences(Members claims) {
    return switch (claims.values().get("aud")) {
      case Text(var one) -> List.of(one);
      case Elements several -> several.texts();
      case null, default -> List.of();
    };
  }

  private static Optional<BigDecimal> time(Members claims, String name) {
    return claims.values().get(name) instanceof Numeral(var digits)
        ? Optional.of(new BigDecimal(digits))
        : Optional.empty();
  }

  private static BigDecimal seconds(Instant time) {
    return BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9));
  }

  private static BigDecimal seconds(Duration duration) {
    return BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
  }
}
