package dev.rollcall.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The page of the example application, as a browser without JavaScript sees and uses it.
///
/// @param cookies of the user who is signed in; empty for nobody
record TodosPage(HttpClient http, URI url, String cookies) {
  private static final Pattern FORM = Pattern.compile("<form.*?</form>", Pattern.DOTALL);
  private static final Pattern FIELD =
      Pattern.compile("<input[^>]* name=\"([^\"]+)\"(?:[^>]* value=\"([^\"]*)\")?");
  private static final Pattern TODO =
      Pattern.compile(
          "<li data-id=\"\\d+\" data-done=\"(true|false)\">.*?</form>(.*?)<small>(.*?)</small>",
          Pattern.DOTALL);
  private static final Pattern COUNT =
      Pattern.compile("<tr><td>(.*?)</td><td>(.*?)</td></tr>", Pattern.DOTALL);
  private static final String BOUNDARY = "----a-boundary";

  /// The page of a user, whose session stands in cookies as the SDK keeps it.
  TodosPage as(String project, String refreshToken, String accessToken) {
    String both = Json.MAPPER.writeValueAsString(List.of(refreshToken, accessToken));
    return new TodosPage(
        http,
        url,
        "stack-refresh-%s=%s; stack-access=%s"
            .formatted(project, refreshToken, URLEncoder.encode(both, UTF_8)));
  }

  /// `done task (owner)`, one a todo.
  List<String> todos() throws IOException, InterruptedException {
    return TODO.matcher(html())
        .results()
        .map(todo -> todo.group(1) + " " + todo.group(2).strip() + " (" + todo.group(3) + ")")
        .map(text -> text.replaceAll("<!-- -->", ""))
        .toList();
  }

  /// How many todos of how many are done, by address.
  Map<String, String> statistics() throws IOException, InterruptedException {
    Map<String, String> counts = new LinkedHashMap<>();
    for (MatchResult row : COUNT.matcher(html()).results().toList()) {
      counts.put(row.group(1), row.group(2));
    }
    return counts;
  }

  void add(String task) throws IOException, InterruptedException {
    submit("name=\"task\"", Map.of("task", task));
  }

  void toggleFirst() throws IOException, InterruptedException {
    submit("[\u2610\u2611]", Map.of());
  }

  void deleteFirst() throws IOException, InterruptedException {
    submit(">Delete<", Map.of());
  }

  String html() throws IOException, InterruptedException {
    return body(request().GET().build());
  }

  /// Sends the first form that holds something, with its fields as they are or as given.
  private void submit(String holds, Map<String, String> filled)
      throws IOException, InterruptedException {
    String form =
        FORM.matcher(html())
            .results()
            .map(MatchResult::group)
            .filter(one -> Pattern.compile(holds).matcher(one).find())
            .findFirst()
            .orElseThrow();
    Map<String, String> fields = new LinkedHashMap<>();
    for (MatchResult field : FIELD.matcher(form).results().toList()) {
      fields.put(field.group(1), field.group(2) == null ? "" : field.group(2));
    }
    fields.putAll(filled);
    StringBuilder body = new StringBuilder();
    fields.forEach((name, value) ->
        body.append(
            "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                .formatted(BOUNDARY, name, value)));
    body.append("--%s--\r\n".formatted(BOUNDARY));
    body(
        request()
            .header("content-type", "multipart/form-data; boundary=" + BOUNDARY)
            .header("origin", url.toString())
            .POST(BodyPublishers.ofString(body.toString()))
            .build());
  }

  private HttpRequest.Builder request() {
    HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve("/"));
    return cookies.isEmpty() ? request : request.header("cookie", cookies);
  }

  private String body(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() >= 400) {
      throw new AssertionError(answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }
}
