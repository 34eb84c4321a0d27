package dev.rollcall.project;

import dev.rollcall.secret.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a database is and who logs in.
///
/// @param query further settings of the URL, such as `sslmode=require`; null where there are none
public record DatabaseLogin(
    String host, int port, String database, String user, Secret password, @Nullable String query) {
  private static final int USUAL_PORT = 5432;

  /// [URI] itself knows no host with an underscore, which containers often have.
  private static final Pattern AUTHORITY =
      Pattern.compile("(?<user>[^@]*)@(?<host>\\[[^]@]+]|[A-Za-z0-9._-]+)(:(?<port>[0-9]{0,5}))?");

  /// Reads `postgresql://user:password@host:port/database?sslmode=require`.
  ///
  /// @throws IllegalArgumentException if the URL is not like that; the message does not quote it,
  ///   since it may hold a password
  public static DatabaseLogin of(Secret url) {
    URI uri;
    try {
      uri = URI.create(url.value().strip());
    } catch (IllegalArgumentException notAUrl) {
      throw new IllegalArgumentException("The database URL is not a URL");
    }
    if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
      throw new IllegalArgumentException(
          "The database URL does not begin with postgresql:// or postgres://");
    }
    Matcher authority = AUTHORITY.matcher(Objects.requireNonNullElse(uri.getRawAuthority(), ""));
    String path = uri.getRawPath();
    if (!authority.matches() || path == null || path.length() < 2) {
      throw new IllegalArgumentException(
          "The database URL needs a user, a host and a database:"
              + " postgresql://user:password@host:5432/database");
    }
    String userInfo = authority.group("user");
    String port = authority.group("port");
    int colon = userInfo.indexOf(':');
    return new DatabaseLogin(
        authority.group("host"),
        port == null || port.isEmpty() ? USUAL_PORT : Integer.parseInt(port),
        decode(path.substring(1)),
        decode(colon < 0 ? userInfo : userInfo.substring(0, colon)),
        new Secret(colon < 0 ? "" : decode(userInfo.substring(colon + 1))),
        uri.getRawQuery());
  }

  /// The same as a URL, password and all.
  public Secret url() {
    return new Secret(
        "postgresql://"
            + encode(user)
            + ":"
            + encode(password.value())
            + "@"
            + host
            + ":"
            + port
            + "/"
            + encode(database)
            + (query == null ? "" : "?" + query));
  }

  /// The URL for JDBC, without user and password.
  public String jdbcUrl() {
    return "jdbc:postgresql://"
        + host
        + ":"
        + port
        + "/"
        + encode(database)
        + (query == null ? "" : "?" + query);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
