package dev.rollcall.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import dev.rollcall.project.ProjectId;
import dev.rollcall.token.Verification.Expired;
import dev.rollcall.token.Verification.ForAnotherProject;
import dev.rollcall.token.Verification.Unparsable;
import dev.rollcall.token.Verification.Valid;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Says whether an access token is ours. Only ES256 is understood, and only under a key that the
/// project publishes now. A token that was found good is remembered until it expires or its key is
/// gone, so that the next look at it costs a hash.
public final class TokenVerifier {
  private static final int LONGEST = 16 << 10;
  private static final int REMEMBERED = 10_000;
  // The decoder passes over other characters; a token must have one spelling only. The header is an
  // object with a member, so it begins with {".
  private static final Pattern COMPACT =
      Pattern.compile("eyJ[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++");

  private final KeyRing keys;
  private final InstantSource clock;
  private final Cache<TokenHash, Remembered> good;

  public TokenVerifier(KeyRing keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
    this.good =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .executor(Runnable::run)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .expireAfter(
                Expiry.<TokenHash, Remembered>writing(
                    (_, token) -> Duration.between(clock.instant(), token.valid().expiresAt())))
            .build();
  }

  /// @param audience the provider's id of this project, which the token must be for
  public Verification verify(ProjectId project, String audience, String token) {
    if (token.length() > LONGEST) {
      return new Unparsable("it is longer than " + LONGEST + " characters");
    }
    TokenHash hash = TokenHash.of(project, token);
    Remembered known = good.getIfPresent(hash);
    if (known != null && keys.find(project, known.kid()).isPresent()) {
      return inTime(known.valid(), audience);
    }
    return look(project, audience, token, hash);
  }

  /// Forgets all tokens under a key. They are refused without this as soon as the key is gone; it
  /// frees their memory.
  public void forget(String kid) {
    good.asMap().values().removeIf(token -> token.kid().equals(kid));
  }

  private Verification look(ProjectId project, String audience, String token, TokenHash hash) {
    if (!COMPACT.matcher(token).matches()) {
      return new Unparsable("it is not a header, claims and a signature in Base64url");
    }
    JWSObject jws;
    try {
      jws = JWSObject.parse(token);
    } catch (ParseException | IllegalArgumentException notJws) {
      return new Unparsable("its header is not that of a signed token");
    }
    JWSHeader header = jws.getHeader();
    String kid = header.getKeyID();
    if (!JWSAlgorithm.ES256.equals(header.getAlgorithm()) || kid == null) {
      return new Unparsable("it is not signed with ES256 under a named key");
    }
    Optional<Valid> claims = TokenClaims.read(jws.getPayload().toString());
    if (claims.isEmpty()) {
      return new Unparsable("it lacks claims that every token of ours has");
    }
    Optional<ECKey> key = keys.find(project, kid);
    if (key.isEmpty()) {
      return claims.get().audience().equals(audience)
          ? new Unparsable("its key is not one of this project's")
          : new ForAnotherProject(audience, claims.get().audience());
    }
    if (!isSigned(jws, key.get())) {
      return new Unparsable("its signature is wrong");
    }
    Verification answer = inTime(claims.get(), audience);
    if (answer instanceof Valid valid) {
      good.put(hash, new Remembered(kid, valid));
    }
    return answer;
  }

  private Verification inTime(Valid claims, String audience) {
    if (!claims.audience().equals(audience)) {
      return new ForAnotherProject(audience, claims.audience());
    }
    Instant now = clock.instant();
    return claims.expiresAt().isAfter(now) ? claims : new Expired(claims.expiresAt());
  }

  static boolean isSigned(JWSObject jws, ECKey key) {
    try {
      return jws.verify(new ECDSAVerifier(key));
    } catch (JOSEException | IllegalStateException unsigned) {
      return false;
    }
  }

  private record Remembered(String kid, Valid valid) {}
}
