package dev.rollcall.api.stack;

import java.util.List;

/// Sends the browser elsewhere.
///
/// @param status 303 or 307
/// @param headers cookies, above all
public record Redirect(int status, String location, List<ExtraHeader> headers)
    implements StackAnswer {
  public Redirect {
    headers = List.copyOf(headers);
  }
}
