package dev.rollcall.auth.guard;

import dev.rollcall.json.HostileJson;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Something that happened, to be written down. Whatever callers hand in, it is short, Postgres can
/// store it, and no e-mail address is in it. Secrets are the caller's to leave away.
///
/// @param accountId whose account it was about; null where nobody's is known
/// @param ip where it came from, as the door says; null where no request was the cause
/// @param detail what else matters, such as `reason`
public record AuditNote(
    AuditKind kind, @Nullable String accountId, @Nullable String ip, Map<String, String> detail) {
  private static final int MAX_LENGTH = 200;
  private static final int MAX_DETAILS = 10;
  private static final Pattern EMAIL =
      Pattern.compile("[^\\s@<>\"(),:;]+(?:@|%40)[^\\s@<>\"(),:;]+");

  public AuditNote {
    accountId = accountId == null ? null : plain(accountId);
    ip = ip == null ? null : plain(ip);
    if (detail.size() > MAX_DETAILS) {
      throw new IllegalArgumentException(
          "An audit note has " + detail.size() + " details, but at most " + MAX_DETAILS + " fit");
    }
    Map<String, String> plain = new TreeMap<>();
    detail.forEach((name, value) -> plain.put(plain(name), plain(value)));
    detail = Map.copyOf(plain);
  }

  public static AuditNote of(AuditKind kind) {
    return new AuditNote(kind, null, null, Map.of());
  }

  public AuditNote about(String account) {
    return new AuditNote(kind, account, ip, detail);
  }

  public AuditNote from(@Nullable String address) {
    return new AuditNote(kind, accountId, address, detail);
  }

  public AuditNote with(String name, String value) {
    Map<String, String> more = new TreeMap<>(detail);
    more.put(name, value);
    return new AuditNote(kind, accountId, ip, more);
  }

  private static String plain(String text) {
    // Cut first, or a long text costs a long look; and again, since the mark may be longer.
    return HostileJson.sanitize(cut(EMAIL.matcher(cut(text)).replaceAll("[e-mail]")));
  }

  private static String cut(String text) {
    return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH - 3) + "..." : text;
  }
}
