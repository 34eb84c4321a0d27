package dev.rollcall.auth.mail;

import java.nio.file.Path;
import java.util.List;

/// Mail templates of the operator's cannot be used; the message names every mistake.
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TemplateException(Path folder, List<String> mistakes) {
    super(
        "The mail templates in " + folder + " cannot be used:\n  " + String.join("\n  ", mistakes));
  }
}
