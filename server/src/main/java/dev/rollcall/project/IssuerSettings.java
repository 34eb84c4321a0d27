package dev.rollcall.project;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Another issuer, whose tokens a project takes.
///
/// @param jwksUrl where its keys are published
/// @param providerName for people, such as `Clerk`
/// @param issuer what its tokens have in `iss`, letter by letter
/// @param audience which `aud` tokens must have; null for any
/// @param roles those that its users may take in SQL
public record IssuerSettings(
    URI jwksUrl,
    String providerName,
    String issuer,
    @Nullable String audience,
    List<String> roles) {
  /// The role of users where nothing else is said.
  public static final String USUAL_ROLE = "authenticated";

  private static final int LONGEST = 2_000;
  private static final int MOST_ROLES = 10;

  /// Printable, and without blanks at its ends.
  private static final Pattern TEXT =
      Pattern.compile("[^\\p{Cntrl}\\s]([^\\p{Cntrl}]*[^\\p{Cntrl}\\s])?");

  /// Hosts at which one key set serves everybody's applications.
  private static final Set<String> SHARED =
      Set.of(
          "www.googleapis.com",
          "securetoken.googleapis.com",
          "accounts.google.com",
          "appleid.apple.com",
          "www.facebook.com",
          "limited.facebook.com");

  /// @throws IllegalArgumentException if it cannot be used; the message names the first mistake
  public IssuerSettings {
    roles = List.copyOf(new LinkedHashSet<>(roles));
    checkUrl(jwksUrl);
    checkText("provider_name", providerName, 100);
    checkText("issuer", issuer, LONGEST);
    if (audience != null) {
      checkText("jwt_audience", audience, LONGEST);
    }
    if (roles.isEmpty() || roles.size() > MOST_ROLES) {
      throw new IllegalArgumentException(
          "There are " + roles.size() + " role_names, and 1 to " + MOST_ROLES + " are expected");
    }
    roles.forEach(role -> checkText("role_names", role, 63));
    if (audience == null && isShared(jwksUrl)) {
      throw new IllegalArgumentException(
          "The keys at "
              + jwksUrl
              + " sign the tokens of everybody's applications, so a jwt_audience is needed that names"
              + " yours");
    }
  }

  /// The same for whoever has a URL, before more is known.
  ///
  /// @throws IllegalArgumentException if no keys are fetched from such a URL
  public static URI jwksUrl(String text) {
    checkText("jwks_url", text, LONGEST);
    try {
      URI url = URI.create(text);
      checkUrl(url);
      return url;
    } catch (IllegalArgumentException wrong) {
      throw notAUrl(text);
    }
  }

  private static void checkUrl(URI url) {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!Set.of("https", "http").contains(scheme)
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawFragment() != null) {
      throw notAUrl(url.toString());
    }
  }

  private static IllegalArgumentException notAUrl(String text) {
    return new IllegalArgumentException(
        "The jwks_url '"
            + Quoted.of(text.replaceAll("//[^/]*@", "//...@"))
            + "' is no URL of a key set, such as https://issuer.example.com/.well-known/jwks.json"
            + " (https, a host, no user information and no fragment)");
  }

  private static void checkText(String name, String text, int most) {
    if (text.length() > most || !TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "The %s '%s' cannot be used: 1 to %d printable characters are expected, without blanks at the ends"
              .formatted(name, Quoted.of(text), most));
    }
  }

  private static boolean isShared(URI url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    boolean anyTenant =
        host.equals("login.microsoftonline.com")
            && url.getRawPath().matches("/(common|organizations|consumers)/.*");
    return SHARED.contains(host) || anyTenant;
  }
}
