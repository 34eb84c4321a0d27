package dev.rollcall.auth.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The words of all mails. Each file can be replaced by one of the same name in a folder of the
/// operator's, such as `password_reset.html`; what is wrong there is said when it is read.
public final class Templates {
  private final Map<MailKind, Map<TemplatePart, Template>> templates =
      new EnumMap<>(MailKind.class);
  private final List<String> replaced;

  private Templates(Map<String, String> own) {
    for (MailKind kind : MailKind.values()) {
      Map<TemplatePart, Template> parts = new EnumMap<>(TemplatePart.class);
      for (TemplatePart part : TemplatePart.values()) {
        String file = part.fileName(kind);
        String source = own.get(file);
        parts.put(part, new Template(part, source == null ? resource(file) : source));
      }
      templates.put(kind, parts);
    }
    this.replaced = List.copyOf(own.keySet());
  }

  /// Those that come with Rollcall.
  public static Templates builtIn() {
    return new Templates(Map.of());
  }

  /// The same, with what is replaced in a folder; it need not exist.
  ///
  /// @throws TemplateException if a file there is not a template, or lacks what its reader needs
  public static Templates load(Path folder) {
    if (!Files.isDirectory(folder)) {
      return builtIn();
    }
    Map<String, Template> found = new TreeMap<>();
    List<String> mistakes = new ArrayList<>();
    Map<String, Named> known = known();
    for (Path file : files(folder)) {
      String name = String.valueOf(file.getFileName());
      Named named = known.get(name);
      if (named == null) {
        mistakes.add(name + ": there is no such template; there are " + sorted(known));
        continue;
      }
      try {
        Template template = new Template(named.part(), text(named.part(), file));
        template.mistakes(named.kind()).forEach(mistake -> mistakes.add(name + ": " + mistake));
        found.put(name, template);
      } catch (IOException unreadable) {
        mistakes.add(name + ": it cannot be read as UTF-8 (" + unreadable + ")");
      }
    }
    if (!mistakes.isEmpty()) {
      throw new TemplateException(folder, mistakes);
    }
    Map<String, String> own = new TreeMap<>();
    found.forEach((name, template) -> own.put(name, template.source()));
    return new Templates(own);
  }

  public Letter write(MailKind kind, LetterValues values) {
    Map<TemplatePart, Template> parts = templates.getOrDefault(kind, Map.of());
    return new Letter(
        fill(parts, TemplatePart.SUBJECT, values),
        fill(parts, TemplatePart.TEXT, values),
        fill(parts, TemplatePart.HTML, values));
  }

  /// The names of the files that stand in for ours.
  public List<String> replaced() {
    return replaced;
  }

  private static String fill(
      Map<TemplatePart, Template> parts, TemplatePart part, LetterValues values) {
    Template template = parts.get(part);
    if (template == null) {
      throw new IllegalStateException("There is no template for " + part);
    }
    return template.fill(values);
  }

  private record Named(MailKind kind, TemplatePart part) {}

  private static Map<String, Named> known() {
    Map<String, Named> known = new HashMap<>();
    for (MailKind kind : MailKind.values()) {
      for (TemplatePart part : TemplatePart.values()) {
        known.put(part.fileName(kind), new Named(kind, part));
      }
    }
    return known;
  }

  private static String sorted(Map<String, Named> known) {
    return String.join(", ", known.keySet().stream().sorted().toList());
  }

  /// Hidden files are left alone: editors and file managers write them.
  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String text(TemplatePart part, Path file) throws IOException {
    String text = Files.readString(file);
    return part == TemplatePart.SUBJECT ? text.strip() : text;
  }

  private static String resource(String file) {
    try (InputStream in = Templates.class.getResourceAsStream("templates/" + file)) {
      if (in == null) {
        throw new IllegalStateException("The template " + file + " is missing in this build");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return file.endsWith(".subject") ? text.strip() : text;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
