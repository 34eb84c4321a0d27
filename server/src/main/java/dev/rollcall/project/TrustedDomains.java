package dev.rollcall.project;

import dev.rollcall.project.RedirectCheck.Refused;
import dev.rollcall.project.RedirectCheck.Trusted;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where the browser of somebody who signs in may be sent. What is not understood in one way only
/// is refused.
///
/// By default a URL needs the protocol, the host and the beginning of the path of a domain; its
/// port does not matter. In strict mode the port must be the domain's, the path does not matter,
/// and wildcards count.
///
/// @param allowLocalhost whether `localhost`, `*.localhost` and `127.x.y.z` are trusted with any
///   port and any scheme that runs nothing
public record TrustedDomains(List<TrustedDomain> domains, boolean allowLocalhost, boolean strict) {

  public TrustedDomains {
    domains = List.copyOf(domains);
  }

  public RedirectCheck check(String url) {
    RedirectUrl to;
    try {
      to = RedirectUrl.parse(url);
    } catch (UnclearUrlException unclear) {
      return new Refused("The URL '" + Quoted.of(url) + "' is not trusted: " + unclear.why());
    }
    boolean trusted =
        (allowLocalhost && to.isLocalhost())
            || domains.stream().anyMatch(domain -> domain.admits(to, strict));
    return trusted
        ? new Trusted(to.toString())
        : new Refused(
            "The URL '" + Quoted.of(url) + "' is under no trusted domain. " + howToAllow(to));
  }

  /// The callback URL with `code` in its query. A `code` that was there is replaced, or the
  /// application might read the wrong one; the rest stays as it is.
  ///
  /// @param callbackUrl one that was trusted
  /// @throws IllegalArgumentException if it is no URL that ever was
  public static String appendCode(String callbackUrl, String code) {
    try {
      RedirectUrl url = RedirectUrl.parse(callbackUrl);
      String query = url.query();
      Stream<String> others =
          query == null
              ? Stream.empty()
              : Arrays.stream(query.split("&", -1))
                  .filter(pair -> !pair.isEmpty() && !isCode(pair));
      String added = "code=" + URLEncoder.encode(code, StandardCharsets.UTF_8);
      return url.withQuery(Stream.concat(others, Stream.of(added)).collect(Collectors.joining("&")))
          .toString();
    } catch (UnclearUrlException unclear) {
      throw new IllegalArgumentException(
          "The URL '" + Quoted.of(callbackUrl) + "' takes no code: " + unclear.why(), unclear);
    }
  }

  private static boolean isCode(String pair) {
    String name = pair.split("=", 2)[0];
    return URLDecoder.decode(name, StandardCharsets.UTF_8).equals("code");
  }

  private String howToAllow(RedirectUrl to) {
    if (!to.isWeb()) {
      return "Only http:// and https:// can be added";
    }
    if (!strict
        && domains.stream().anyMatch(domain -> domain.admits(to, true) && domain.hasWildcard())) {
      return "A wildcard counts in strict mode only. Add it with: rollcall domain add "
          + to.origin();
    }
    return "Add it with: rollcall domain add " + to.origin();
  }
}
