package dev.rollcall.project;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An address that a browser may be sent to, read so strictly that a browser (WHATWG URL) and a
/// reader of RFC 3986 understand the same by it. What they do not is no URL to us.
///
/// @param scheme lower case
/// @param host lower case; an IPv6 address in brackets
/// @param port 0 for the scheme's own
/// @param path without dot segments; at least `/`, but for schemes of applications, where browsers
///   add none
record RedirectUrl(String scheme, String host, int port, String path, @Nullable String query) {
  private static final int MAX_LENGTH = 2048;

  private static final Pattern FORM =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://([^/?]*)(/[^?]*)?(?:\\?(.*))?");
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9A-Fa-f:]+]|[A-Za-z0-9.-]+)(?::([1-9][0-9]{0,4}))?");
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@%/-]*");
  // Without the apostrophe, which browsers escape here.
  private static final Pattern QUERY = Pattern.compile("[A-Za-z0-9._~!$&()*+,;=:@%/?\\[\\]-]*");
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
  private static final Pattern CONTROL_ESCAPE = Pattern.compile("%(?:[01][0-9A-Fa-f]|7[Ff])");

  // Slash, backslash and the percent sign itself: servers differ in when they decode these.
  private static final Pattern HIDDEN_SEPARATOR = Pattern.compile("%(?:2[Ff]|5[Cc]|25)");
  private static final Pattern DOT_SEGMENT =
      Pattern.compile("/(?:\\.|%2[Ee]){1,2}(?:;[^/]*)?(?=/|$)");

  /// Schemes that run something, read something local or belong to the browser itself.
  private static final Set<String> NEVER =
      Set.of(
          "about",
          "blob",
          "chrome",
          "chrome-extension",
          "data",
          "feed",
          "file",
          "filesystem",
          "ftp",
          "intent",
          "jar",
          "javascript",
          "livescript",
          "mailto",
          "mhtml",
          "mocha",
          "moz-extension",
          "resource",
          "tel",
          "vbscript",
          "view-source",
          "ws",
          "wss");

  static RedirectUrl parse(String text) throws UnclearUrlException {
    refuseCharacters(text);
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new UnclearUrlException("it is not of the form https://host/path");
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    if (NEVER.contains(scheme)) {
      throw new UnclearUrlException("'" + scheme + ":' is no place to send a browser to");
    }
    Matcher authority = authority(parts.group(2));
    String host = authority.group(1).toLowerCase(Locale.ROOT);
    if (!isWeb(scheme) && !host.equals(authority.group(1))) {
      // Only the hosts of http and https are lower-cased by everyone.
      throw new UnclearUrlException("its host has upper-case letters");
    }
    return new RedirectUrl(
        scheme,
        HostName.check(host),
        port(scheme, authority.group(2)),
        path(scheme, parts.group(3)),
        query(parts.group(4)));
  }

  boolean isWeb() {
    return isWeb(scheme);
  }

  boolean isLocalhost() {
    return HostName.isLocalhost(host);
  }

  /// Scheme, host and port, as they are given when a domain is added.
  String origin() {
    return scheme + "://" + host + (port == 0 ? "" : ":" + port);
  }

  /// The same address with this query.
  RedirectUrl withQuery(String other) {
    return new RedirectUrl(scheme, host, port, path, other);
  }

  /// The normal form.
  @Override
  public String toString() {
    return origin() + path + (query == null ? "" : "?" + query);
  }

  private static void refuseCharacters(String text) throws UnclearUrlException {
    if (text.length() > MAX_LENGTH) {
      throw new UnclearUrlException("it is longer than " + MAX_LENGTH + " characters");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= 0x20 || c >= 0x7F) {
        throw new UnclearUrlException(
            String.format(
                Locale.ROOT,
                "it has the character U+%04X, which a URL must not have as it is",
                text.codePointAt(i)));
      }
      if (c == '\\') {
        throw new UnclearUrlException("it has a backslash, which browsers read as a slash");
      }
      if (c == '#') {
        throw new UnclearUrlException("it has a fragment (#), which never reaches a server");
      }
    }
  }

  private static Matcher authority(String text) throws UnclearUrlException {
    if (text.contains("@")) {
      throw new UnclearUrlException("it names a user before the host (@)");
    }
    Matcher authority = AUTHORITY.matcher(text);
    if (!authority.matches()) {
      throw new UnclearUrlException("its host or port is not written plainly");
    }
    return authority;
  }

  private static int port(String scheme, @Nullable String text) throws UnclearUrlException {
    int port = text == null ? 0 : Integer.parseInt(text);
    if (port > 65_535) {
      throw new UnclearUrlException("its port is beyond 65535");
    }
    boolean usual =
        (scheme.equals("https") && port == 443) || (scheme.equals("http") && port == 80);
    return usual ? 0 : port;
  }

  private static String path(String scheme, @Nullable String text) throws UnclearUrlException {
    if (text == null) {
      return isWeb(scheme) ? "/" : "";
    }
    refuseEscapes(text);
    if (!PATH.matcher(text).matches()) {
      throw new UnclearUrlException("its path has a character that must be escaped");
    }
    if (HIDDEN_SEPARATOR.matcher(text).find()) {
      throw new UnclearUrlException("its path hides a slash, a backslash or a percent sign");
    }
    if (DOT_SEGMENT.matcher(text).find()) {
      throw new UnclearUrlException("its path has a '.' or '..' between slashes");
    }
    if (text.contains("//")) {
      throw new UnclearUrlException("its path has two slashes in a row");
    }
    return text;
  }

  private static @Nullable String query(@Nullable String text) throws UnclearUrlException {
    if (text == null) {
      return null;
    }
    refuseEscapes(text);
    if (!QUERY.matcher(text).matches()) {
      throw new UnclearUrlException("its query has a character that must be escaped");
    }
    return text;
  }

  private static void refuseEscapes(String text) throws UnclearUrlException {
    if (BROKEN_ESCAPE.matcher(text).find()) {
      throw new UnclearUrlException("it has a percent sign that begins no escape");
    }
    if (CONTROL_ESCAPE.matcher(text).find()) {
      throw new UnclearUrlException("it hides a control character");
    }
  }

  private static boolean isWeb(String scheme) {
    return scheme.equals("https") || scheme.equals("http");
  }
}
