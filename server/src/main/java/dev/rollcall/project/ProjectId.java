package dev.rollcall.project;

import java.util.regex.Pattern;

/// The name of a project in URLs and on the command line, such as `default`.
public record ProjectId(String value) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?");

  public ProjectId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Not a project id: '"
              + value
              + "' (1 to 60 lower-case letters, digits and hyphens, no hyphen at the ends)");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
