package dev.rollcall.token;

import dev.rollcall.jdbc.TokenVerdict;
import dev.rollcall.jdbc.TokenVerifier;
import dev.rollcall.jdbc.TrustedKeys;
import dev.rollcall.jdbc.TrustedKeys.Lookup;
import dev.rollcall.project.Issuer;
import dev.rollcall.project.IssuerSettings;
import dev.rollcall.project.Issuers;
import dev.rollcall.project.ProjectId;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Tokens of the built-in provider and of other issuers, under one set of rules.
public final class ProjectIdentities implements Identities {
  private static final String NOT_CONFIGURED = "JWKs settings for this role were not configured";

  private final Function<String, Optional<BuiltIn>> builtIns;
  private final KeyRing ring;
  private final Issuers issuers;
  private final IssuerKeys keys;
  private final TokenVerifier verifier;
  private final InstantSource clock;

  /// @param builtIns finds the project whose built-in provider is this issuer
  public ProjectIdentities(
      Function<String, Optional<BuiltIn>> builtIns,
      KeyRing ring,
      Issuers issuers,
      IssuerKeys keys,
      InstantSource clock) {
    this.builtIns = builtIns;
    this.ring = ring;
    this.issuers = issuers;
    this.keys = keys;
    this.clock = clock;
    this.verifier = new TokenVerifier((_, _) -> new Lookup.Unknown(), clock);
  }

  /// A project whose users sign in with the built-in provider.
  public record BuiltIn(ProjectId project, String audience) {}

  @Override
  public Identity identify(String token) {
    UnverifiedClaims claims = UnverifiedClaims.read(token);
    if (claims.issuer().isEmpty()) {
      // Says what is wrong with it, and finds no key in any case.
      return refused(verifier.verify(token), claims);
    }
    Optional<BuiltIn> builtIn = builtIns.apply(claims.issuer());
    return builtIn.isPresent()
        ? identify(token, claims, builtIn.get())
        : identify(token, claims, issuers.named(claims.issuer()));
  }

  private Identity identify(String token, UnverifiedClaims claims, BuiltIn builtIn) {
    TrustedKeys trusted =
        (issuer, kid) ->
            issuer.equals(claims.issuer())
                ? ring.find(builtIn.project(), kid)
                    .<Lookup>map(key -> new Lookup.Found(key.onlyFor(builtIn.audience())))
                    .orElseGet(Lookup.Unknown::new)
                : new Lookup.Unknown();
    return judged(
        verifier.verify(token, trusted),
        claims,
        builtIn.project(),
        Set.of(IssuerSettings.USUAL_ROLE));
  }

  private Identity identify(String token, UnverifiedClaims claims, List<Issuer> known) {
    if (known.isEmpty()) {
      return new Identity.Refused(
          NOT_CONFIGURED + ": no project takes the tokens of '" + claims.shownIssuer() + "'");
    }
    List<Issuer> meant = known.stream().filter(one -> isFor(claims, one)).toList();
    if (meant.isEmpty()) {
      return new Identity.Refused("invalid JWT token audience");
    }
    Issuer first = meant.getFirst();
    if (meant.stream().anyMatch(one -> !one.project().equals(first.project()))) {
      return new Identity.Refused(
          "invalid JWT token audience: it names the audiences of more than one project");
    }
    TrustedKeys trusted =
        (issuer, kid) ->
            issuer.equals(first.settings().issuer())
                ? lookup(first.settings(), kid)
                : new Lookup.Unknown();
    return judged(
        verifier.verify(token, trusted),
        claims,
        first.project(),
        Set.copyOf(first.settings().roles()));
  }

  private static boolean isFor(UnverifiedClaims claims, Issuer issuer) {
    String audience = issuer.settings().audience();
    return audience == null || claims.audiences().contains(audience);
  }

  private Lookup lookup(IssuerSettings issuer, String kid) {
    URI url = issuer.jwksUrl();
    String audience = issuer.audience();
    return switch (keys.find(url, kid)) {
      case IssuerKeys.Found.None() -> new Lookup.Unknown();
      case IssuerKeys.Found.OutOfReach(var reason) -> new Lookup.Unavailable(reason);
      case IssuerKeys.Found.Key(var found) ->
          new Lookup.Found(audience == null ? found.key() : found.key().onlyFor(audience));
    };
  }

  private Identity judged(
      TokenVerdict verdict, UnverifiedClaims claims, ProjectId project, Set<String> roles) {
    return verdict instanceof TokenVerdict.Valid valid
        ? new Identity.Known(
            project, roles, valid.issuer(), valid.kid(), valid.claims(), valid.expiresAt())
        : refused(verdict, claims);
  }

  /// In the words of Neon's proxy, where it has any.
  private Identity refused(TokenVerdict verdict, UnverifiedClaims claims) {
    return new Identity.Refused(
        switch (verdict) {
          case TokenVerdict.Valid _ -> NOT_CONFIGURED;
          case TokenVerdict.Expired _ -> "JWT token has expired (exp=" + claims.time("exp") + ")";
          case TokenVerdict.ForOthers _ -> "invalid JWT token audience";
          case TokenVerdict.UnknownKey _ ->
              "password authentication failed for user 'jwk not found': '"
                  + claims.shownIssuer()
                  + "' publishes no such key";
          case TokenVerdict.Undecided(var reason) ->
              "the keys of '" + claims.shownIssuer() + "' are out of reach: " + reason;
          case TokenVerdict.Refused _ when claims.isEarly(clock.instant()) ->
              "JWT token is not yet ready to use (nbf=" + claims.time("nbf") + ")";
          case TokenVerdict.Refused _ when claims.lacksKid() -> "missing key id";
          case TokenVerdict.Refused _ when claims.hasOtherAlgorithm() ->
              "signature algorithm not supported";
          case TokenVerdict.Refused(var reason) -> "the JWT is refused: " + reason;
        });
  }
}
