package dev.rollcall.app;

import dev.rollcall.auth.account.BuiltInDialect;
import dev.rollcall.provider.Dialect;
import dev.rollcall.provider.clerk.ClerkDialect;
import dev.rollcall.provider.keycloak.KeycloakDialect;
import dev.rollcall.provider.mock.MockDialect;
import dev.rollcall.provider.stack.StackDialect;
import java.util.List;

/// The one list of all providers that Rollcall can speak to.
public final class Dialects {
  private Dialects() {}

  public static List<Dialect> all() {
    return List.of(
        new KeycloakDialect(),
        new ClerkDialect(),
        new StackDialect(),
        new BuiltInDialect(),
        new MockDialect());
  }
}
