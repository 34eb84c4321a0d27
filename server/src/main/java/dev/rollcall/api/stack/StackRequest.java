package dev.rollcall.api.stack;

import dev.rollcall.json.HostileJson;
import dev.rollcall.json.Json;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A request whose headers have been checked. Its parts are read through a [Shape]; a mistake in
/// one of them refuses the request with all its mistakes.
public final class StackRequest {
  private final ServerRequest request;
  private final StackHeaders headers;
  private final Caller caller;
  private final Map<String, String> parameters;
  private final String peer;

  StackRequest(
      ServerRequest request,
      StackHeaders headers,
      Caller caller,
      Map<String, String> parameters,
      String peer) {
    this.request = request;
    this.headers = headers;
    this.caller = caller;
    this.parameters = parameters;
    this.peer = peer;
  }

  public Access access() {
    return caller.access();
  }

  /// The project that the request is for; routes with [Access#NONE] have none.
  public AuthProject project() {
    AuthProject project = caller.project();
    if (project == null) {
      throw new IllegalStateException("A route with Access.NONE has no project");
    }
    return project;
  }

  public CompatProfile profile() {
    return CompatProfile.of(headers);
  }

  /// Who is signed in; empty without an access token, or where its user has been deleted.
  public Optional<SignedIn> user() {
    return Optional.ofNullable(caller.user());
  }

  /// Who is signed in, for what `me` stands for.
  ///
  /// @throws StackRefusedException with CANNOT_GET_OWN_USER_WITHOUT_USER if nobody is
  public SignedIn me() {
    return user().orElseThrow(KnownError.CANNOT_GET_OWN_USER_WITHOUT_USER::refused);
  }

  /// Who is signed in, for routes that make no sense otherwise.
  ///
  /// @throws StackRefusedException with SCHEMA_ERROR if nobody is
  public SignedIn signedIn() {
    return user().orElseThrow(() -> mistakes(List.of("auth.user must be defined")));
  }

  /// A segment of the path.
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("The path of this route has no {" + name + "}");
    }
    return value;
  }

  /// A segment of the path that holds to a rule, such as [Rule#userIdOrMe].
  public String parameter(String name, Rule rule) {
    return read("params", true, Shape.empty().with(name, rule), parameterTree(name)).text(name);
  }

  private ObjectNode parameterTree(String name) {
    return Json.MAPPER.createObjectNode().put(name, parameter(name));
  }

  /// The query. Where a name stands twice, the first one counts.
  public Fields query(Shape shape) {
    ObjectNode tree = Json.MAPPER.createObjectNode();
    for (String name : request.query().names()) {
      tree.put(
          HostileJson.sanitize(name), HostileJson.sanitize(request.query().first(name).orElse("")));
    }
    return read("query", true, shape, tree);
  }

  /// Whether the query says exactly this.
  boolean asksFor(String name, String value) {
    return request.query().first(name).filter(value::equals).isPresent();
  }

  /// The body, as JSON or as a form.
  public Fields body(Shape shape) {
    SentBody body = SentBody.of(request);
    return body.tree()
        .map(tree -> read("body", body.isForm(), shape, tree))
        .orElseThrow(() -> mistakes(List.of("body must be defined")));
  }

  private Fields read(String part, boolean fromTexts, Shape shape, JsonNode tree) {
    Validation validation = new Validation(fromTexts, user());
    JsonNode read = validation.read(part, Rule.object(shape).defined(), tree);
    if (!validation.mistakes().isEmpty() || !(read instanceof ObjectNode object)) {
      throw mistakes(validation.mistakes());
    }
    return new Fields(object);
  }

  /// A refusal for mistakes that no rule can tell, each worded as in `body.email must be defined`.
  public StackRefusedException mistakes(List<String> mistakes) {
    return DetailedError.schema(
            "Request validation failed on "
                + request.prologue().method().text()
                + " "
                + path()
                + ":"
                + mistakes.stream()
                    .map(mistake -> "\n  - " + mistake)
                    .collect(Collectors.joining()))
        .refused();
  }

  /// The whole path, `/api/v1` included.
  public String path() {
    return request.prologue().uriPath().rawPath();
  }

  /// A header of the protocol.
  ///
  /// @param name without `x-stack-`
  public Optional<String> header(String name) {
    return headers.first(name);
  }

  /// Any other header, such as `authorization`.
  public Optional<String> otherHeader(String name) {
    return headers.raw(name);
  }

  /// A cookie that the browser sent.
  public Optional<String> cookie(String name) {
    return request.headers().values(HeaderNames.COOKIE).stream()
        .flatMap(Pattern.compile(";")::splitAsStream)
        .map(String::strip)
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .findFirst();
  }

  /// Where the request comes from: the address at the other end of the connection, or what a
  /// trusted proxy there says.
  public String peer() {
    return peer;
  }
}
