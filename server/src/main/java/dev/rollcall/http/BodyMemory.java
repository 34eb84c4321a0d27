package dev.rollcall.http;

import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.concurrent.atomic.AtomicLong;

/// The memory that the bodies of all requests under way may take together. The first 16 KB of each
/// are not counted: whoever sends many large bodies at once, or never ends them, is refused long
/// before anybody with a small one would notice.
final class BodyMemory {
  static final int NOT_COUNTED = 16 << 10;

  private static final ScopedValue<Share> SHARE = ScopedValue.newInstance();

  private final AtomicLong left;

  BodyMemory(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /// Takes a part of it for the request that this thread serves. False where too little is left.
  static boolean take(int bytes) {
    return !SHARE.isBound() || SHARE.get().take(bytes);
  }

  /// Gives back what a request took, once it has been served.
  void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    Share share = new Share();
    try {
      ScopedValue.where(SHARE, share).run(chain::proceed);
    } finally {
      left.addAndGet(share.taken);
    }
  }

  private final class Share {
    private long taken;

    boolean take(int bytes) {
      if (left.addAndGet(-bytes) < 0) {
        left.addAndGet(bytes);
        return false;
      }
      taken += bytes;
      return true;
    }
  }
}
