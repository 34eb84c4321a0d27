package dev.rollcall.provider;

import org.jspecify.annotations.Nullable;

/// One setting that a dialect needs to connect.
///
/// @param name in snake case: `webhook_secret` is the flag `--webhook-secret-file`, the environment
///   variable `CLERK_WEBHOOK_SECRET` and the key in `rollcall.yaml`
/// @param description one line for `--help`
/// @param secret true where the value is encrypted at rest, never shown and never taken from an
///   argument
/// @param otherwise the default; null where there is none
public record Setting(
    String name, String description, boolean secret, boolean required, @Nullable String otherwise) {

  public static Setting required(String name, String description) {
    return new Setting(name, description, false, true, null);
  }

  public static Setting optional(String name, String description, @Nullable String otherwise) {
    return new Setting(name, description, false, false, otherwise);
  }

  public static Setting requiredSecret(String name, String description) {
    return new Setting(name, description, true, true, null);
  }

  public static Setting optionalSecret(String name, String description) {
    return new Setting(name, description, true, false, null);
  }
}
