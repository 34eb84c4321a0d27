package dev.rollcall.api.stack;

import java.util.ArrayList;
import java.util.List;

/// An answer in JSON.
///
/// @param headers in this order; a name may stand twice
public record JsonBody(int status, Object body, List<ExtraHeader> headers) implements StackAnswer {
  public JsonBody {
    headers = List.copyOf(headers);
  }

  public JsonBody withHeader(String name, String value) {
    List<ExtraHeader> more = new ArrayList<>(headers);
    more.add(new ExtraHeader(name, value));
    return new JsonBody(status, body, more);
  }
}
