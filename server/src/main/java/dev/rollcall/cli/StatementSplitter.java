package dev.rollcall.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts SQL into statements at semicolons, those in quotes and comments excepted.
final class StatementSplitter {
  private static final Pattern DOLLAR = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)?\\$");

  private final StringBuilder pending = new StringBuilder();

  /// Takes another line, and answers the statements that it completes.
  List<String> add(String line) {
    pending.append(line).append('\n');
    List<String> complete = new ArrayList<>();
    int from = 0;
    int at = 0;
    while (at < pending.length()) {
      int next = afterToken(at);
      if (next < 0) {
        break;
      }
      if (pending.charAt(at) == ';') {
        complete.add(pending.substring(from, at).strip());
        from = next;
      }
      at = next;
    }
    pending.delete(0, from);
    complete.removeIf(String::isEmpty);
    return complete;
  }

  /// What is left without a semicolon.
  String rest() {
    return pending.toString().strip();
  }

  /// Where the token that begins at `at` ends; negative where its end is not there yet.
  private int afterToken(int at) {
    char first = pending.charAt(at);
    return switch (first) {
      case '\'' -> afterQuote(at, "'", isEscapeString(at));
      case '"' -> afterQuote(at, "\"", false);
      case '-' -> starts(at, "--") ? after(at, "\n") : at + 1;
      case '/' -> starts(at, "/*") ? afterComment(at) : at + 1;
      case '$' -> afterDollar(at);
      default -> at + 1;
    };
  }

  private int afterQuote(int at, String quote, boolean backslashes) {
    for (int i = at + 1; i < pending.length(); i++) {
      if (backslashes && pending.charAt(i) == '\\') {
        i++;
      } else if (starts(i, quote)) {
        return i + 1;
      }
    }
    return -1;
  }

  private boolean isEscapeString(int at) {
    return at > 0
        && (pending.charAt(at - 1) == 'e' || pending.charAt(at - 1) == 'E')
        && (at == 1 || !Character.isLetterOrDigit(pending.charAt(at - 2)));
  }

  /// Comments of Postgres may be nested.
  private int afterComment(int at) {
    int depth = 0;
    for (int i = at; i < pending.length(); i++) {
      if (starts(i, "/*")) {
        depth++;
        i++;
      } else if (starts(i, "*/")) {
        depth--;
        i++;
        if (depth == 0) {
          return i + 1;
        }
      }
    }
    return -1;
  }

  private int afterDollar(int at) {
    Matcher tag = DOLLAR.matcher(pending).region(at, pending.length());
    boolean withinWord = at > 0 && Character.isLetterOrDigit(pending.charAt(at - 1));
    if (withinWord || !tag.lookingAt()) {
      return at + 1;
    }
    int end = pending.indexOf(tag.group(), tag.end());
    return end < 0 ? -1 : end + tag.group().length();
  }

  private int after(int at, String end) {
    int found = pending.indexOf(end, at);
    return found < 0 ? -1 : found + end.length();
  }

  private boolean starts(int at, String text) {
    return at + text.length() <= pending.length()
        && pending.substring(at, at + text.length()).equals(text);
  }
}
