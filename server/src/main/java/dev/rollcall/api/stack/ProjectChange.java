package dev.rollcall.api.stack;

import dev.rollcall.project.AuthSettings;
import dev.rollcall.project.EmailServer;
import dev.rollcall.project.TrustedDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a request wants a project to be; what it does not name stays as it is.
record ProjectChange(StackRequest request, Fields body) {
  private static final List<String> OF_A_SERVER =
      List.of("host", "port", "username", "sender_name", "sender_email");

  /// Reads it from a request of this shape, and refuses what cannot be had here.
  static ProjectChange of(StackRequest request, Shape shape) {
    Fields body = request.body(shape);
    body.findObject("config").ifPresent(ProjectChange::refuseWhatIsMissing);
    return new ProjectChange(request, body);
  }

  dev.rollcall.project.AuthProject applyTo(dev.rollcall.project.AuthProject before) {
    dev.rollcall.project.AuthProject after =
        before
            .named(
                body.findText("display_name").orElse(before.displayName()),
                body.has("description")
                    ? body.findText("description").orElse(null)
                    : before.description())
            .inProduction(body.findBool("is_production_mode").orElse(before.productionMode()));
    Optional<Fields> config = body.findObject("config");
    return config.isEmpty() ? after : configured(after, config.get());
  }

  private dev.rollcall.project.AuthProject configured(
      dev.rollcall.project.AuthProject before, Fields config) {
    Map<String, Boolean> turned = new HashMap<>();
    for (String name : ProjectShapes.SWITCHES) {
      config.findBool(name).ifPresent(on -> turned.put(name, on));
    }
    AuthSettings settings = before.settings().withSwitches(turned);
    Optional<List<Fields>> domains = config.findObjects("domains");
    dev.rollcall.project.AuthProject after =
        before.with(domains.isEmpty() ? settings : settings.withDomains(domains(domains.get())));
    Optional<Fields> email = config.findObject("email_config");
    return email.isEmpty()
        ? after
        : after.withMailThrough(server(email.get(), before.emailServer()));
  }

  private List<AuthSettings.Domain> domains(List<Fields> sent) {
    TreeMap<String, AuthSettings.Domain> domains = new TreeMap<>();
    List<String> mistakes = new ArrayList<>();
    for (Fields one : sent) {
      try {
        TrustedDomain domain = new TrustedDomain(one.text("domain"), one.text("handler_path"));
        domains.put(domain.url(), new AuthSettings.Domain(domain.url(), domain.handlerPath()));
      } catch (IllegalArgumentException wrong) {
        mistakes.add(String.valueOf(wrong.getMessage()));
      }
    }
    if (!mistakes.isEmpty()) {
      throw request.mistakes(mistakes);
    }
    return List.copyOf(domains.values());
  }

  private @Nullable EmailServer server(Fields sent, @Nullable EmailServer before) {
    if (sent.text("type").equals("shared")) {
      return null;
    }
    List<String> mistakes = new ArrayList<>();
    for (String name : OF_A_SERVER) {
      if (!sent.has(name)) {
        mistakes.add("body.config.email_config." + name + " must be defined");
      }
    }
    Optional<String> password =
        sent.findText("password").or(() -> kept(sent, before).map(EmailServer::password));
    if (password.isEmpty()) {
      mistakes.add("body.config.email_config.password must be defined");
    }
    if (!mistakes.isEmpty()) {
      throw request.mistakes(mistakes);
    }
    try {
      return new EmailServer(
          sent.text("host"),
          Math.toIntExact(sent.findNumber("port").orElse(0L)),
          sent.text("username"),
          password.orElse(""),
          sent.text("sender_name"),
          sent.text("sender_email"));
    } catch (IllegalArgumentException wrong) {
      throw request.mistakes(List.of("body.config.email_config: " + wrong.getMessage()));
    }
  }

  /// The server whose password stays where none is sent; another server must not get it.
  private static Optional<EmailServer> kept(Fields sent, @Nullable EmailServer before) {
    return Optional.ofNullable(before)
        .filter(server ->
            server.isFor(
                sent.findText("host").orElse(""),
                sent.findNumber("port").orElse(0L),
                sent.findText("username").orElse("")));
  }

  private static void refuseWhatIsMissing(Fields config) {
    for (Map.Entry<String, String> missing : ProjectShapes.MISSING.entrySet()) {
      if (config.findBool(missing.getKey()).orElse(false)) {
        throw StackAnswer.plainError(400, missing.getValue() + " are not supported here.")
            .refused();
      }
    }
    if (config.json("oauth_providers").filter(list -> !list.isEmpty()).isPresent()) {
      throw StackAnswer.plainError(
              400, "OAuth providers are not supported here; oauth_providers must be empty.")
          .refused();
    }
    for (Map.Entry<String, List<String>> only : ProjectShapes.PERMISSIONS.entrySet()) {
      Optional<List<String>> sent =
          config
              .findObjects(only.getKey())
              .map(list -> list.stream().map(one -> one.text("id")).toList());
      if (sent.filter(ids -> !ids.equals(only.getValue())).isPresent()) {
        throw StackAnswer.plainError(
                400, only.getKey() + " cannot be changed here; it is " + only.getValue() + ".")
            .refused();
      }
    }
    if (config
        .findText("oauth_account_merge_strategy")
        .filter(text -> !text.equals(ProjectShapes.MERGE_STRATEGY))
        .isPresent()) {
      throw StackAnswer.plainError(
              400, "oauth_account_merge_strategy can only be " + ProjectShapes.MERGE_STRATEGY + ".")
          .refused();
    }
  }
}
