package dev.rollcall.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Somebody with a browser in front of Keycloak's own pages: follows redirects, keeps cookies and
/// sends forms, until Keycloak sends them back to the application.
public final class KeycloakVisitor {
  private static final Pattern FORM = Pattern.compile("<form[^>]*\\saction=\"([^\"]+)\"");
  private static final Pattern FIELD = Pattern.compile("<input[^>]*\\sname=\"([^\"]+)\"");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, Map<String, String>> cookies = new HashMap<>();
  private final String url;
  private final String realm;
  private final String clientId;

  public KeycloakVisitor(KeycloakRealm realm, String clientId) {
    this.url = realm.keycloak().url();
    this.realm = realm.name();
    this.clientId = clientId;
  }

  /// Fills the registration form in.
  public void register(Map<String, String> fields) {
    visit("/registrations", "", fields);
  }

  /// Signs in.
  ///
  /// @param query what is asked for besides, such as `&kc_action=delete_account`; may be empty
  /// @param fields what to fill in wherever a form asks for it
  public void signIn(String query, Map<String, String> fields) {
    visit("/auth", query, fields);
  }

  private void visit(String page, String query, Map<String, String> fields) {
    String back = url + "/back";
    String address =
        url
            + "/realms/"
            + realm
            + "/protocol/openid-connect"
            + page
            + "?response_type=code&scope=openid&client_id="
            + clientId
            + "&redirect_uri="
            + URLEncoder.encode(back, UTF_8)
            + query;
    HttpResponse<String> response = send(URI.create(address), null);
    for (int steps = 0; steps < 20; steps++) {
      String location = response.headers().firstValue("location").orElse("");
      if (location.startsWith(back)) {
        return;
      }
      if (!location.isEmpty()) {
        response = send(response.uri().resolve(location), null);
        continue;
      }
      Matcher form = FORM.matcher(response.body());
      if (!form.find()) {
        return;
      }
      response =
          send(URI.create(form.group(1).replace("&amp;", "&")), filled(response.body(), fields));
    }
    throw new AssertionError("Keycloak's pages go round in circles at " + response.uri());
  }

  private static String filled(String page, Map<String, String> fields) {
    return FIELD
        .matcher(page)
        .results()
        .map(field -> field.group(1))
        .filter(fields::containsKey)
        .distinct()
        .map(name -> name + "=" + URLEncoder.encode(fields.get(name), UTF_8))
        .collect(Collectors.joining("&"));
  }

  private HttpResponse<String> send(URI address, @Nullable String form) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    String sent = cookiesFor(address.getPath());
    if (!sent.isEmpty()) {
      request.header("cookie", sent);
    }
    if (form != null) {
      request
          .header("content-type", "application/x-www-form-urlencoded")
          .POST(BodyPublishers.ofString(form));
    }
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      response.headers().allValues("set-cookie").forEach(this::keep);
      return response;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw RealKeycloak.interrupted(interrupted);
    }
  }

  /// Two realms of one server set cookies of the same name for different paths.
  private void keep(String cookie) {
    String[] parts = cookie.split(";\\s*", -1);
    String[] pair = parts[0].split("=", 2);
    String path = "/";
    for (String part : parts) {
      if (part.toLowerCase(Locale.ROOT).startsWith("path=")) {
        path = part.substring("path=".length());
      }
    }
    cookies.computeIfAbsent(path, _ -> new HashMap<>()).put(pair[0], pair[1]);
  }

  private String cookiesFor(String address) {
    return cookies.entrySet().stream()
        .filter(path -> address.startsWith(path.getKey()))
        .flatMap(path -> path.getValue().entrySet().stream())
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }
}
