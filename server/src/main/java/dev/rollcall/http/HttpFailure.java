package dev.rollcall.http;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// A request of ours got no answer. The message names host and reason, never the query.
public final class HttpFailure extends Exception {
  private static final long serialVersionUID = 1L;

  HttpFailure(URI url, String reason) {
    super(where(url) + ": " + reason);
  }

  HttpFailure(URI url, IOException failure) {
    super(where(url) + ": " + reason(failure), failure);
  }

  private static String where(URI url) {
    String authority = url.getRawAuthority();
    // User information is where passwords stand.
    return url.getScheme()
        + ":"
        + (authority == null ? "" : "//" + authority.substring(authority.lastIndexOf('@') + 1));
  }

  private static String reason(IOException failure) {
    @Nullable String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName().replace("Exception", "") : message;
  }
}
