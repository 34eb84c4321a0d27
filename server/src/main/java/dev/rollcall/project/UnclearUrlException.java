package dev.rollcall.project;

/// A URL that is no URL, or one that two readers could understand differently. The message says
/// what is wrong with it, as the second half of a sentence.
final class UnclearUrlException extends Exception {
  private static final long serialVersionUID = 1L;

  UnclearUrlException(String why) {
    super(why);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
