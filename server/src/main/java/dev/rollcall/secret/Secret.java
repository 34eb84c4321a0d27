package dev.rollcall.secret;

/// A value that must not reach a log, an error message or the console.
public record Secret(String value) {

  @Override
  public String toString() {
    return "[secret]";
  }
}
