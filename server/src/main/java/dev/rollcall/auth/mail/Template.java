package dev.rollcall.auth.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One file of a template: text with placeholders.
record Template(TemplatePart part, String source) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]*)}}");

  String fill(LetterValues values) {
    return PLACEHOLDER
        .matcher(source)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                Placeholder.named(found.group(1))
                    .map(values::value)
                    .map(part::written)
                    .orElseThrow()));
  }

  /// What is wrong with it; empty where nothing is.
  List<String> mistakes(MailKind kind) {
    List<String> mistakes = new ArrayList<>();
    Matcher found = PLACEHOLDER.matcher(source);
    while (found.find()) {
      if (Placeholder.named(found.group(1)).filter(known -> allowed(kind, known)).isEmpty()) {
        mistakes.add("the placeholder '" + found.group() + "' is not known here");
      }
    }
    if (PLACEHOLDER.matcher(source).replaceAll("").contains("{{")) {
      mistakes.add("'{{' begins a placeholder that does not end");
    }
    switch (part) {
      case SUBJECT -> {
        if (source.isBlank() || source.lines().count() > 1) {
          mistakes.add("a subject is exactly one line");
        }
      }
      case TEXT ->
          kind.needed().stream()
              .filter(needed -> source.lines().noneMatch(needed.toString()::equals))
              .forEach(needed -> mistakes.add(needed + " is missing on a line of its own"));
      case HTML ->
          kind.needed().stream()
              .filter(needed -> !source.contains(needed.toString()))
              .forEach(needed -> mistakes.add(needed + " is missing"));
    }
    return mistakes;
  }

  private static boolean allowed(MailKind kind, Placeholder placeholder) {
    return placeholder != Placeholder.CODE || kind.needed().contains(Placeholder.CODE);
  }
}
