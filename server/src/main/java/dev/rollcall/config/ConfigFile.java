package dev.rollcall.config;

import dev.rollcall.config.Declared.DeclaredProject;
import dev.rollcall.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// `rollcall.yaml`: settings by their names, `api_keys` and `projects`. A value may be
/// `${VARIABLE}`, and is then taken from the environment, or `file:PATH`, and is then read from
/// there; so no secret needs to stand in the file.
///
/// @param name for messages
/// @param problems what is wrong with it; reported together with all other mistakes
public record ConfigFile(
    String name, Map<String, String> settings, Declared declared, List<String> problems) {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
  private static final Set<String> PROJECT_KEYS =
      Set.of(
          "id",
          "database_url",
          "schema",
          "id_type",
          "remove_deleted_after",
          "keep_fields",
          "drop_fields",
          "provider",
          "built_in");

  /// Without the settings, some of which are secrets.
  @Override
  public String toString() {
    return "ConfigFile[" + name + ", settings " + new TreeSet<>(settings.keySet()) + "]";
  }

  /// No file.
  public static final ConfigFile NONE =
      new ConfigFile("rollcall.yaml", Map.of(), Declared.NOTHING, List.of());

  /// Reads the file; [#NONE] where it is not there.
  public static ConfigFile read(Path file, Map<String, String> environment) {
    if (!Files.exists(file)) {
      return NONE;
    }
    String name = String.valueOf(file.getFileName());
    try {
      JsonNode tree = new YAMLMapper().readTree(Files.readString(file));
      return new Reader(name, environment).read(tree);
    } catch (IOException unreadable) {
      return failed(name, "it cannot be read: " + unreadable.getMessage());
    } catch (JacksonException notYaml) {
      return failed(name, "it is not YAML: " + notYaml.getOriginalMessage());
    }
  }

  private static ConfigFile failed(String name, String problem) {
    return new ConfigFile(name, Map.of(), Declared.NOTHING, List.of(name + ": " + problem));
  }

  private static final class Reader {
    private final String name;
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    Reader(String name, Map<String, String> environment) {
      this.name = name;
      this.environment = environment;
    }

    ConfigFile read(JsonNode tree) {
      if (!tree.isObject() && !tree.isMissingNode() && !tree.isNull()) {
        problems.add(name + ": it is no list of names and values");
      }
      Set<String> known = Setting.ALL.stream().map(Setting::name).collect(Collectors.toSet());
      Map<String, String> settings = new HashMap<>();
      Map<String, Secret> keys = new HashMap<>();
      List<DeclaredProject> projects = new ArrayList<>();
      for (Map.Entry<String, JsonNode> entry : tree.properties()) {
        switch (entry.getKey()) {
          case "projects" -> entry.getValue().forEach(project -> projects.add(project(project)));
          case "api_keys" ->
              entry
                  .getValue()
                  .properties()
                  .forEach(key -> keys.put(key.getKey(), new Secret(text(key.getValue()))));
          case String setting when known.contains(setting) ->
              settings.put(setting, text(entry.getValue()));
          default -> problems.add(name + ": '" + entry.getKey() + "' is no setting");
        }
      }
      return new ConfigFile(name, settings, new Declared(projects, keys), problems);
    }

    private DeclaredProject project(JsonNode node) {
      Map<String, Secret> providerSettings = new HashMap<>();
      @Nullable String provider = null;
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        if (!PROJECT_KEYS.contains(entry.getKey())) {
          problems.add(name + ": '" + entry.getKey() + "' is no setting of a project");
        }
      }
      if (!node.path("provider").isMissingNode() && !node.path("provider").has("kind")) {
        problems.add(name + ": the provider of a project needs a kind, such as keycloak");
      }
      for (Map.Entry<String, JsonNode> entry : node.path("provider").properties()) {
        if (entry.getKey().equals("kind")) {
          provider = text(entry.getValue());
        } else {
          providerSettings.put(entry.getKey(), new Secret(text(entry.getValue())));
        }
      }
      @Nullable String url = optional(node, "database_url");
      @Nullable String id = optional(node, "id");
      if (id == null) {
        problems.add(name + ": a project needs an id");
      }
      if (provider != null && node.has("built_in")) {
        problems.add(name + ": a project has one provider: either provider or built_in");
      }
      return new DeclaredProject(
          id == null ? "" : id,
          url == null ? null : new Secret(url),
          optional(node, "schema"),
          optional(node, "id_type"),
          optional(node, "remove_deleted_after"),
          names(node, "keep_fields"),
          names(node, "drop_fields"),
          provider,
          providerSettings,
          node.has("built_in")
              ? DeclaredBuiltIn.read(
                  node.get("built_in"), this::text, problem -> problems.add(name + ": " + problem))
              : null);
    }

    private @Nullable List<String> names(JsonNode node, String key) {
      JsonNode list = node.get(key);
      if (list == null) {
        return null;
      }
      if (!list.isArray()) {
        problems.add(name + ": '" + key + "' of a project is a list, such as [public_metadata]");
        return null;
      }
      return list.valueStream().map(this::text).toList();
    }

    private @Nullable String optional(JsonNode node, String key) {
      return node.has(key) ? text(node.get(key)) : null;
    }

    private String text(JsonNode node) {
      String text = node.asString("");
      if (text.startsWith("file:")) {
        return contents(Path.of(text.substring("file:".length())));
      }
      Matcher matcher = VARIABLE.matcher(text);
      return matcher.replaceAll(found -> {
        @Nullable String value = environment.get(found.group(1));
        if (value == null) {
          problems.add(name + ": the variable " + found.group(1) + " is not set");
          return "";
        }
        return Matcher.quoteReplacement(value);
      });
    }

    private String contents(Path file) {
      try {
        return Files.readString(file).strip();
      } catch (IOException unreadable) {
        problems.add(name + ": the file " + file + " cannot be read");
        return "";
      }
    }
  }
}
