package dev.rollcall.token;

import dev.rollcall.http.HttpAnswer;
import dev.rollcall.http.HttpFailure;
import dev.rollcall.http.PinnedCaller;
import dev.rollcall.json.Json;
import java.net.URI;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Finds out whose keys are at a URL, where its owner says so itself (OpenID Connect Discovery 1.0
/// §4).
public final class IssuerDiscovery {
  private static final int LARGEST = 64 << 10;

  /// What follows an issuer's name in the URLs of key sets, at the usual providers.
  private static final List<String> ENDS =
      List.of("/.well-known/jwks.json", "/protocol/openid-connect/certs", "/oauth2/v1/keys");

  private final PinnedCaller caller;

  /// @param caller with an egress guard for URLs that others set
  public IssuerDiscovery(PinnedCaller caller) {
    this.caller = caller;
  }

  public sealed interface Discovery {
    record Found(String issuer) implements Discovery {}

    /// @param reason why not
    record Unknown(String reason) implements Discovery {}
  }

  public Discovery issuer(URI jwksUrl) {
    String text = jwksUrl.toString();
    for (String end : ENDS) {
      if (text.endsWith(end)) {
        return ask(text.substring(0, text.length() - end.length()));
      }
    }
    return new Discovery.Unknown("the URL does not show whose keys they are");
  }

  private Discovery ask(String base) {
    URI url = URI.create(base + "/.well-known/openid-configuration");
    try {
      HttpAnswer answer =
          caller.get(url, Map.of("accept", "application/json", "connection", "close"), LARGEST);
      if (answer.status() != 200) {
        return new Discovery.Unknown(url + " answered HTTP " + answer.status());
      }
      JsonNode issuer = Json.MAPPER.readTree(answer.body()).path("issuer");
      // Somebody else's name would be taken for it.
      return issuer.isString() && issuer.stringValue().replaceFirst("/$", "").equals(base)
          ? new Discovery.Found(issuer.stringValue())
          : new Discovery.Unknown(url + " names another issuer than " + base);
    } catch (HttpFailure failure) {
      return new Discovery.Unknown(String.valueOf(failure.getMessage()));
    } catch (JacksonException notJson) {
      return new Discovery.Unknown("what is at " + url + " is no JSON");
    }
  }
}
