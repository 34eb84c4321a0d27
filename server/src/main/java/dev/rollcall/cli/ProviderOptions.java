package dev.rollcall.cli;

import dev.rollcall.provider.Dialect;
import dev.rollcall.provider.Setting;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// A dialect's settings as options of `connect`. A secret is never an argument, which the list of
/// processes would show: it comes from a file, the environment, or a hidden prompt.
final class ProviderOptions {
  /// A secret that is asked for once the setting that it belongs to is known.
  private static final Map<String, String> BELONGS_TO =
      Map.of("password", "username", "client_secret", "client_id");

  private final Dialect dialect;

  ProviderOptions(Dialect dialect) {
    this.dialect = dialect;
  }

  void addTo(CommandSpec spec) {
    for (Setting setting : dialect.settings()) {
      spec.addOption(
          OptionSpec.builder(flag(setting))
              .paramLabel(setting.secret() ? "FILE" : label(setting))
              .type(String.class)
              .description(description(setting))
              .build());
    }
    spec.usageMessage().footer(guide());
  }

  /// All settings that are known, by their names.
  ///
  /// @throws ParameterException if some that are needed are not; the message names them all
  Map<String, String> read(
      CommandLine line, Terminal terminal, ServerOptions server, String project) {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    for (Setting setting : dialect.settings()) {
      @Nullable String value = known(setting, line.getParseResult(), terminal, server, project);
      if (value == null && isAskedFor(setting, values)) {
        value = prompted(setting, terminal);
      }
      if (value != null && !value.isBlank()) {
        values.put(setting.name(), value);
      } else if (isAskedFor(setting, values) || (setting.required() && !setting.secret())) {
        missing.add(howToGive(setting));
      }
    }
    if (!missing.isEmpty()) {
      throw new ParameterException(line, "Missing: " + String.join("; ", missing));
    }
    return values;
  }

  String flag(Setting setting) {
    return "--" + setting.name().replace('_', '-') + (setting.secret() ? "-file" : "");
  }

  String variable(Setting setting) {
    return (dialect.id() + "_" + setting.name()).toUpperCase(Locale.ROOT);
  }

  /// From the option, else the environment, else what the running server offers of its own mock.
  private @Nullable String known(
      Setting setting,
      ParseResult parsed,
      Terminal terminal,
      ServerOptions server,
      String project) {
    @Nullable String given = parsed.matchedOptionValue(flag(setting), null);
    if (given != null) {
      return setting.secret() ? contents(Path.of(given)) : given;
    }
    @Nullable String variable = terminal.environment().get(variable(setting));
    if (variable != null) {
      return variable;
    }
    return server
        .kept(terminal, variable(setting))
        .map(text -> setting.secret() ? text : text.replaceFirst("/default$", "/" + project))
        .orElse(null);
  }

  private static boolean isAskedFor(Setting setting, Map<String, String> values) {
    String owner = BELONGS_TO.get(setting.name());
    return setting.secret() && (setting.required() || (owner != null && values.containsKey(owner)));
  }

  private static boolean isPrompted(Setting setting) {
    return setting.required() || BELONGS_TO.containsKey(setting.name());
  }

  private static @Nullable String prompted(Setting setting, Terminal terminal) {
    Console person = terminal.person();
    if (person == null) {
      return null;
    }
    char[] typed = person.readPassword("%s: ", setting.description());
    return typed == null ? null : new String(typed);
  }

  private String howToGive(Setting setting) {
    return setting.secret()
        ? flag(setting)
            + " FILE or the variable "
            + variable(setting)
            + " ("
            + setting.description()
            + ")"
        : flag(setting) + " (" + setting.description() + ")";
  }

  private static String contents(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException failure) {
      throw new CommandFailedException("The file " + file + " cannot be read: " + failure);
    }
  }

  private static String label(Setting setting) {
    return setting.name().substring(setting.name().lastIndexOf('_') + 1).toUpperCase(Locale.ROOT);
  }

  private String[] description(Setting setting) {
    List<String> lines = new ArrayList<>();
    String otherwise = setting.otherwise();
    String text = setting.description();
    lines.add(
        (text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1)).replace("%", "%%")
            + (setting.required() ? " (needed)" : "")
            + (otherwise == null ? "" : " (default: " + otherwise + ")"));
    if (setting.secret()) {
      lines.add(
          "or the environment variable "
              + variable(setting)
              + (isPrompted(setting) ? ", or a prompt" : ""));
    }
    return lines.toArray(String[]::new);
  }

  /// What `connect.txt` beside the dialect teaches; nothing where there is none.
  private String[] guide() {
    try (InputStream text = dialect.getClass().getResourceAsStream("connect.txt")) {
      return text == null
          ? new String[0]
          : new String(text.readAllBytes(), StandardCharsets.UTF_8)
              .replace("%", "%%")
              .lines()
              .toArray(String[]::new);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
