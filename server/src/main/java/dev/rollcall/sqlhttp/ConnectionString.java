package dev.rollcall.sqlhttp;

import dev.rollcall.secret.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a driver sends in `Neon-Connection-String`. Its host is not compared with anything: it led
/// here.
///
/// @param password null where there is none
public record ConnectionString(String user, @Nullable Secret password, String database) {
  private static final Set<String> SCHEMES = Set.of("postgres", "postgresql");

  /// @throws IllegalArgumentException if it is none; the message does not quote it, since it may
  ///   hold a password
  public static ConnectionString of(String text) {
    int scheme = text.indexOf("://");
    if (scheme < 0 || !SCHEMES.contains(text.substring(0, scheme))) {
      throw new IllegalArgumentException(
          "invalid connection string: it begins with neither postgresql:// nor postgres://");
    }
    String rest = text.substring(scheme + 3);
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    int at = authority.lastIndexOf('@');
    String who = at < 0 ? "" : authority.substring(0, at);
    int colon = who.indexOf(':');
    String user = decoded(colon < 0 ? who : who.substring(0, colon));
    if (user.isEmpty()) {
      throw new IllegalArgumentException("invalid connection string: missing username");
    }
    String database = slash < 0 ? "" : rest.substring(slash + 1).replaceFirst("[?#].*", "");
    if (database.isEmpty()) {
      throw new IllegalArgumentException("invalid connection string: missing database name");
    }
    String password = colon < 0 ? "" : decoded(who.substring(colon + 1));
    return new ConnectionString(
        user, password.isEmpty() ? null : new Secret(password), decoded(database));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException broken) {
      throw new IllegalArgumentException(
          "invalid connection string: a part of it is not percent-encoded as it should be");
    }
  }
}
