package dev.rollcall.config;

import java.util.List;

/// The settings cannot be used. The message lists every problem, numbered, ready to print.
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigException(List<String> problems) {
    super(numbered(problems));
  }

  private static String numbered(List<String> problems) {
    StringBuilder text = new StringBuilder("Rollcall was not started, because of its settings:");
    for (int i = 0; i < problems.size(); i++) {
      text.append("\n  ").append(i + 1).append(". ").append(problems.get(i));
    }
    return text.toString();
  }
}
