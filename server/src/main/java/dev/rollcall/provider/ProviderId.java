package dev.rollcall.provider;

import java.util.regex.Pattern;

/// The short name of an auth provider in URLs and tables, such as `clerk`.
public record ProviderId(String value) {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_]{1,31}");

  public ProviderId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "Not a provider id: '" + value + "' (expected " + FORM + ")");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
