package dev.rollcall.project;

/// Whether a browser may be sent to a URL.
public sealed interface RedirectCheck {

  /// @param url in the normal form, which is what was checked: send the browser there
  record Trusted(String url) implements RedirectCheck {}

  /// @param reason a sentence for developers that quotes the URL and says how to allow it
  record Refused(String reason) implements RedirectCheck {}
}
