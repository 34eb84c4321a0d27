package dev.rollcall.api.stack;

import java.util.ArrayList;
import java.util.List;

/// An answer in plain text: a greeting, or an error without a code.
public record PlainText(int status, String text, List<ExtraHeader> headers) implements StackAnswer {
  public PlainText {
    headers = List.copyOf(headers);
  }

  public PlainText(int status, String text) {
    this(status, text, List.of());
  }

  public PlainText withHeader(String name, String value) {
    List<ExtraHeader> more = new ArrayList<>(headers);
    more.add(new ExtraHeader(name, value));
    return new PlainText(status, text, more);
  }
}
