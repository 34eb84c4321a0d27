package dev.rollcall.project;

/// A domain that redirects may go to, such as `https://app.example.com`, and where its sign-in
/// pages are. With a path it means what begins with that path, as text. The host may begin with
/// `*.` (one label) or `**.` (any number), and the port may be `*`; such hosts count in strict mode
/// only.
///
/// @param url as it was given
/// @param handlerPath where the application shows its sign-in pages
public record TrustedDomain(String url, String handlerPath) {
  public static final String USUAL_HANDLER_PATH = "/handler";

  /// @throws IllegalArgumentException if one of them is not like that; the message says why
  public TrustedDomain {
    if (!url.startsWith("http://") && !url.startsWith("https://")) {
      throw new IllegalArgumentException("URL must start with http:// or https://");
    }
    if (!handlerPath.startsWith("/")) {
      throw new IllegalArgumentException("Handler path must start with /");
    }
    Pattern.of(url);
    try {
      RedirectUrl.parse("https://example.com" + handlerPath);
    } catch (UnclearUrlException unclear) {
      throw new IllegalArgumentException(
          "The handler path '" + Quoted.of(handlerPath) + "' is refused: " + unclear.why(),
          unclear);
    }
  }

  /// The domain with the usual handler path.
  public TrustedDomain(String url) {
    this(url, USUAL_HANDLER_PATH);
  }

  boolean admits(RedirectUrl to, boolean strict) {
    Pattern pattern = Pattern.of(url);
    return strict ? pattern.admitsStrictly(to) : pattern.admits(to);
  }

  boolean hasWildcard() {
    return Pattern.of(url).wildcard() != Wildcard.NONE;
  }

  private enum Wildcard {
    NONE(""),
    ONE_LABEL("*."),
    ANY_LABELS("**.");

    private final String text;

    Wildcard(String text) {
      this.text = text;
    }

    static Wildcard of(String host) {
      if (host.startsWith(ANY_LABELS.text)) {
        return ANY_LABELS;
      }
      return host.startsWith(ONE_LABEL.text) ? ONE_LABEL : NONE;
    }
  }

  /// @param base the address without its wildcards
  private record Pattern(Wildcard wildcard, RedirectUrl base, boolean anyPort) {

    static Pattern of(String url) {
      int host = url.indexOf("://") + 3;
      Wildcard wildcard = Wildcard.of(url.substring(host));
      String rest = url.substring(host + wildcard.text.length());
      int slash = rest.indexOf('/');
      String authority = slash < 0 ? rest : rest.substring(0, slash);
      boolean anyPort = authority.endsWith(":*");
      if (anyPort) {
        authority = authority.substring(0, authority.length() - 2);
      }
      String plain = url.substring(0, host) + authority + (slash < 0 ? "" : rest.substring(slash));
      if (plain.contains("*")) {
        throw refused(url, "a * stands for the first label (*. or **.) or the port (:*) only");
      }
      RedirectUrl base = parse(url, plain);
      if (wildcard != Wildcard.NONE
          && (HostName.isAddress(base.host()) || HostName.belongsToMany(base.host()))) {
        throw refused(url, "strangers can own names below '" + base.host() + "'");
      }
      return new Pattern(wildcard, base, anyPort);
    }

    boolean admits(RedirectUrl to) {
      return wildcard == Wildcard.NONE
          && to.scheme().equals(base.scheme())
          && to.host().equals(base.host())
          && to.path().startsWith(base.path());
    }

    boolean admitsStrictly(RedirectUrl to) {
      return to.scheme().equals(base.scheme())
          && (anyPort || to.port() == base.port())
          && admitsHost(to.host());
    }

    private boolean admitsHost(String host) {
      if (wildcard == Wildcard.NONE) {
        return host.equals(base.host());
      }
      if (!host.endsWith("." + base.host())) {
        return false;
      }
      return wildcard == Wildcard.ANY_LABELS
          || host.indexOf('.') == host.length() - base.host().length() - 1;
    }

    private static RedirectUrl parse(String url, String plain) {
      try {
        RedirectUrl base = RedirectUrl.parse(plain);
        if (base.query() == null) {
          return base;
        }
      } catch (UnclearUrlException unclear) {
        throw refused(url, unclear.why());
      }
      throw refused(url, "it has a query");
    }

    private static IllegalArgumentException refused(String url, String why) {
      return new IllegalArgumentException("The domain '" + Quoted.of(url) + "' is refused: " + why);
    }
  }
}
