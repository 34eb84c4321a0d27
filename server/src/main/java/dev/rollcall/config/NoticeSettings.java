package dev.rollcall.config;

import dev.rollcall.secret.Secret;
import dev.rollcall.secret.SignedHeaders;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads who is told of incidents.
final class NoticeSettings {
  private static final int LEAST_SECRET = 24;
  private static final int SMTP = 587;
  private static final int SMTPS = 465;

  private NoticeSettings() {}

  /// @param problems gets what does not go together
  static NoticeTargets targets(
      Optional<URI> url,
      Optional<Secret> secret,
      Optional<String> email,
      Optional<String> from,
      Optional<URI> smtp,
      List<String> problems) {
    if (url.isPresent() != secret.isPresent()) {
      problems.add("notice_url and notice_secret go together: set both, or none");
    }
    if (email.isPresent() != smtp.isPresent()) {
      problems.add("notice_email and notice_smtp_url go together: set both, or none");
    }
    return new NoticeTargets(
        url.flatMap(target -> secret.map(key -> new NoticeTargets.Webhook(target, key)))
            .orElse(null),
        email.flatMap(to -> smtp.map(server -> mail(to, from.orElse(to), server))).orElse(null));
  }

  private static NoticeTargets.Mail mail(String to, String from, URI smtp) {
    boolean tls = smtp.getScheme().equals("smtps");
    @Nullable String login = smtp.getUserInfo();
    int usual = tls ? SMTPS : SMTP;
    return new NoticeTargets.Mail(
        to,
        from,
        smtp.getHost(),
        smtp.getPort() < 0 ? usual : smtp.getPort(),
        tls,
        login == null ? null : new Secret(login));
  }

  static URI url(String text) {
    URI url = URI.create(text);
    if (url.getHost() == null || url.getScheme() == null || !url.getScheme().startsWith("http")) {
      throw new IllegalArgumentException("use a URL such as https://example.com/notices");
    }
    return url;
  }

  static Secret secret(String text) {
    try {
      if (text.startsWith(SignedHeaders.PREFIX)
          && Base64.getDecoder().decode(text.substring(SignedHeaders.PREFIX.length())).length
              >= LEAST_SECRET) {
        return new Secret(text);
      }
    } catch (IllegalArgumentException notBase64) {
      // Said below, together with a secret that is too short.
    }
    throw new IllegalArgumentException("use whsec_ and at least 24 bytes in Base64");
  }

  static String address(String text) {
    if (!text.matches("[^\\s@<>,;]+@[^\\s@<>,;]+")) {
      throw new IllegalArgumentException("use one e-mail address");
    }
    return text;
  }

  static URI smtp(String text) {
    URI url = URI.create(text);
    @Nullable String login = url.getUserInfo();
    if (url.getHost() == null
        || !List.of("smtp", "smtps").contains(String.valueOf(url.getScheme()))
        || (login != null && !login.contains(":"))) {
      throw new IllegalArgumentException("use smtp://USER:PASSWORD@HOST:587");
    }
    return url;
  }
}
