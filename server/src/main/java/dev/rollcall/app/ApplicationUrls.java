package dev.rollcall.app;

import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.project.Project;
import dev.rollcall.secret.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// How an application names the database to `/sql` on behalf of its users, where row-level security
/// was turned on with it: with a role and no password, since a token comes with each request.
final class ApplicationUrls {
  private ApplicationUrls() {}

  /// @param named names the database's host as the driver needs it
  static Map<String, String> of(Optional<Project> project, UnaryOperator<DatabaseLogin> named) {
    return project
        .filter(one -> one.ownerLogin() != null)
        .map(one -> named.apply(one.login()))
        .map(login -> Map.of("DATABASE_AUTHENTICATED_URL", authenticated(login)))
        .orElse(Map.of());
  }

  private static String authenticated(DatabaseLogin login) {
    return new DatabaseLogin(
            login.host(),
            login.port(),
            login.database(),
            "authenticated",
            new Secret(""),
            login.query())
        .url()
        .value()
        .replaceFirst(":@", "@");
  }
}
