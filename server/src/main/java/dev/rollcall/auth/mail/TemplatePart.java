package dev.rollcall.auth.mail;

/// One of the three files of a template.
enum TemplatePart {
  SUBJECT("subject"),
  TEXT("txt"),
  HTML("html");

  private final String extension;

  TemplatePart(String extension) {
    this.extension = extension;
  }

  String fileName(MailKind kind) {
    return kind.wireName() + "." + extension;
  }

  /// A value as it may stand in this part.
  String written(String value) {
    return this == HTML
        ? value
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;")
            .replace("'", "&#39;")
        : value;
  }
}
