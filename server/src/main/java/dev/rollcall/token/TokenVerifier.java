package dev.rollcall.token;

import dev.rollcall.jdbc.TokenRules;
import dev.rollcall.jdbc.TokenVerdict;
import dev.rollcall.jdbc.TrustedKeys;
import dev.rollcall.jdbc.TrustedKeys.Lookup;
import dev.rollcall.project.ProjectId;
import dev.rollcall.token.Verification.Expired;
import dev.rollcall.token.Verification.ForAnotherProject;
import dev.rollcall.token.Verification.Unparsable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Says whether an access token is ours: signed by a key that the project publishes now, for this
/// project, and not expired, to the second.
public final class TokenVerifier {
  private final KeyRing keys;
  private final dev.rollcall.jdbc.TokenVerifier tokens;

  public TokenVerifier(KeyRing keys, InstantSource clock) {
    this.keys = keys;
    // Our own clocks, so no leeway.
    this.tokens =
        new dev.rollcall.jdbc.TokenVerifier(
            (_, _) -> new Lookup.Unknown(),
            clock,
            new TokenRules(Duration.ZERO, TokenRules.standard().longestLife()));
  }

  /// @param audience the provider's id of this project, which the token must be for
  public Verification verify(ProjectId project, String audience, String token) {
    return switch (tokens.verify(token, published(project, audience))) {
      case TokenVerdict.Valid valid ->
          TokenClaims.read(valid.claims())
              .<Verification>map(claims -> claims)
              .orElseGet(() -> new Unparsable("it lacks claims that every token of ours has"));
      case TokenVerdict.Expired(var at) -> new Expired(at);
      case TokenVerdict.ForOthers(var audiences) -> foreign(audience, audiences);
      case TokenVerdict.UnknownKey(_, _, var audiences) ->
          audiences.contains(audience)
              ? new Unparsable("its key is not one of this project's")
              : foreign(audience, audiences);
      case TokenVerdict.Refused(var reason) -> new Unparsable(reason);
      case TokenVerdict.Undecided(var reason) -> throw new IllegalStateException(reason);
    };
  }

  /// Forgets all tokens under a key. They are refused without this as soon as the key is gone; it
  /// frees their memory.
  public void forget(String kid) {
    tokens.forget(kid);
  }

  private TrustedKeys published(ProjectId project, String audience) {
    return (_, kid) ->
        keys.find(project, kid)
            .<Lookup>map(key -> new Lookup.Found(key.onlyFor(audience)))
            .orElseGet(Lookup.Unknown::new);
  }

  private static Verification foreign(String audience, List<String> audiences) {
    return audiences.size() == 1
        ? new ForAnotherProject(audience, audiences.getFirst())
        : new Unparsable("it is for no project");
  }
}
