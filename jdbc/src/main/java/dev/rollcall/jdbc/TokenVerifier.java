package dev.rollcall.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.rollcall.jdbc.TokenVerdict.Refused;
import dev.rollcall.jdbc.TokenVerdict.Undecided;
import dev.rollcall.jdbc.TokenVerdict.UnknownKey;
import dev.rollcall.jdbc.TokenVerdict.Valid;
import dev.rollcall.jdbc.TrustedKeys.Lookup.Found;
import dev.rollcall.jdbc.TrustedKeys.Lookup.Unavailable;
import dev.rollcall.jdbc.TrustedKeys.Lookup.Unknown;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/// Says whether a JWT is to be believed, in agreement with `auth.jwt_session_init` in Postgres. The
/// key is found by issuer and `kid`, and decides the algorithm; the header decides nothing. A token
/// that was found good is remembered by its hash until it expires, so that the next look at it
/// costs a hash; it is refused as soon as its key is not trusted any more.
public final class TokenVerifier {
  private static final int LONGEST = 16 << 10;
  private static final int REMEMBERED = 10_000;

  private final TrustedKeys keys;
  private final InstantSource clock;
  private final TokenRules rules;
  private final Cache<ByteBuffer, Remembered> good;

  /// With the rules that Postgres has.
  public TokenVerifier(TrustedKeys keys, InstantSource clock) {
    this(keys, clock, TokenRules.standard());
  }

  public TokenVerifier(TrustedKeys keys, InstantSource clock, TokenRules rules) {
    this.keys = keys;
    this.clock = clock;
    this.rules = rules;
    this.good =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .executor(Runnable::run)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .expireAfter(
                Expiry.<ByteBuffer, Remembered>writing(
                    (_, token) -> Duration.between(clock.instant(), token.expiresAt())))
            .build();
  }

  public TokenVerdict verify(String token) {
    return verify(token, keys);
  }

  /// Under other keys than usual. What was found good under them is remembered all the same: it
  /// counts wherever the same key is trusted.
  public TokenVerdict verify(String token, TrustedKeys trusted) {
    if (token.length() > LONGEST) {
      return new Refused("it is longer than " + LONGEST + " characters");
    }
    ByteBuffer hash = hash(token);
    Remembered known = good.getIfPresent(hash);
    if (known != null
        && trusted.find(known.claims().issuer(), known.key().kid()) instanceof Found(var key)
        && key.isSameKeyAs(known.key())) {
      return known.claims().judge(key, clock.instant(), rules);
    }
    return look(token, trusted, hash);
  }

  /// Forgets all tokens under keys of this name. They are refused without this as soon as their key
  /// is gone; it frees their memory.
  public void forget(String kid) {
    good.asMap().values().removeIf(token -> token.key().kid().equals(kid));
  }

  private TokenVerdict look(String text, TrustedKeys trusted, ByteBuffer hash) {
    return switch (CompactToken.read(text)) {
      case CompactToken.Malformed(var reason) -> new Refused(reason);
      case CompactToken.Signed token ->
          switch (TokenClaims.read(token)) {
            case TokenClaims.Malformed(var reason) -> new Refused(reason);
            case TokenClaims.Read claims ->
                switch (trusted.find(claims.issuer(), token.kid())) {
                  case Unknown() ->
                      new UnknownKey(claims.issuer(), token.kid(), claims.audiences());
                  case Unavailable(var reason) -> new Undecided(reason);
                  case Found(var key) -> under(key, token, claims, hash);
                };
          };
    };
  }

  private TokenVerdict under(
      TrustedKey key, CompactToken.Signed token, TokenClaims.Read claims, ByteBuffer hash) {
    if (!token.algorithm().equals(key.algorithm().wireName())) {
      return new Refused("it is not signed in the way of its key");
    }
    if (!key.verifies(token.input(), token.signature())) {
      return new Refused("its signature is wrong");
    }
    TokenVerdict verdict = claims.judge(key, clock.instant(), rules);
    if (verdict instanceof Valid valid) {
      good.put(hash, new Remembered(key, claims, valid.expiresAt()));
    }
    return verdict;
  }

  private static ByteBuffer hash(String token) {
    try {
      return ByteBuffer.wrap(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private record Remembered(TrustedKey key, TokenClaims.Read claims, Instant expiresAt) {}
}
