package dev.rollcall.app;

import dev.rollcall.api.stack.MiscRoutes;
import dev.rollcall.api.stack.PasswordRoutes;
import dev.rollcall.api.stack.SessionRoutes;
import dev.rollcall.api.stack.StackDoor;
import dev.rollcall.api.stack.TokenRoutes;
import dev.rollcall.api.stack.UserRoutes;
import dev.rollcall.auth.code.Codes;
import dev.rollcall.auth.password.CommonPasswords;
import dev.rollcall.auth.password.HashCost;
import dev.rollcall.auth.password.HashingPool;
import dev.rollcall.auth.password.PasswordHasher;
import dev.rollcall.auth.password.PasswordRule;
import dev.rollcall.auth.session.AccessTokens;
import dev.rollcall.auth.session.Sessions;
import dev.rollcall.project.AuthProjects;
import dev.rollcall.token.KeyRing;
import dev.rollcall.token.KeyTimes;
import dev.rollcall.token.TokenIssuer;
import dev.rollcall.token.TokenVerifier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Puts the built-in provider together, up to its door.
final class BuiltInDoor {
  private final KeyRing keys;
  private final StackDoor door;

  /// @param url under which others reach this server
  /// @param accessTokens how long access tokens are good
  BuiltInDoor(
      Ground ground,
      AuthProjects projects,
      Function<String, Optional<ProjectServer>> servers,
      Supplier<String> url,
      Duration accessTokens) {
    this.keys =
        new KeyRing(
            ground.control(),
            ground.secrets(),
            ground.random(),
            ground.clock(),
            KeyTimes.standard());
    HashCost cost = HashCost.standard();
    PasswordHasher hasher =
        new PasswordHasher(
            cost,
            HashingPool.forCores(Runtime.getRuntime().availableProcessors(), cost),
            ground.random());
    BuiltInProvider provider =
        new BuiltInProvider(
            projects,
            servers,
            new BuiltInProvider.Parts(
                new TokenVerifier(keys, ground.clock()),
                new AccessTokens(new TokenIssuer(keys, ground.random()), url, accessTokens),
                new Sessions(ground.secrets(), ground.random()),
                new Codes(ground.random()),
                hasher,
                new PasswordRule(new CommonPasswords())),
            ground.clock());
    this.door =
        new StackDoor(
            provider,
            ground.random(),
            List.of(
                new MiscRoutes(url),
                new PasswordRoutes(provider),
                new SessionRoutes(provider),
                new UserRoutes(provider),
                new TokenRoutes(provider, projects, keys)));
  }

  StackDoor door() {
    return door;
  }

  KeyRing keys() {
    return keys;
  }
}
