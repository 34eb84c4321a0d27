package dev.rollcall.api.stack;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which generation of the SDKs a request comes from, and so which shapes it understands. A session
/// remembers it, because the refresh grant does not say.
public enum CompatProfile {
  /// No SDK, or one up to 2.8.40: the documented shapes of June 2025, to the letter.
  JUNE_2025,
  /// 2.8.41 and later: refuses an access token without the snake_case claims.
  TYPED,
  /// 2.8.103 and later, or `x-hexclave-` headers: needs the later claims and user fields too.
  HEXCLAVE;

  // "js @stackframe/stack@2.8.16"
  private static final Pattern VERSION =
      Pattern.compile("@(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})(?:[-+][\\w.-]*)?$");
  private static final int TYPED_FROM = number(2, 8, 41);
  private static final int HEXCLAVE_FROM = number(2, 8, 103);

  static CompatProfile of(StackHeaders headers) {
    if (headers.raw("x-hexclave-client-version").isPresent()) {
      return HEXCLAVE;
    }
    Optional<String> said = headers.first("client-version");
    int version = said.map(CompatProfile::versionIn).orElse(0);
    if (version >= HEXCLAVE_FROM) {
      return HEXCLAVE;
    }
    return version >= TYPED_FROM ? TYPED : JUNE_2025;
  }

  private static int versionIn(String text) {
    Matcher found = VERSION.matcher(text);
    return found.find()
        ? number(
            Integer.parseInt(found.group(1)),
            Integer.parseInt(found.group(2)),
            Integer.parseInt(found.group(3)))
        : 0;
  }

  private static int number(int major, int minor, int patch) {
    return Math.min(major, 99) * 10_000_000 + Math.min(minor, 999) * 10_000 + patch;
  }
}
