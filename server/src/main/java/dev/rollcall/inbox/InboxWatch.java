package dev.rollcall.inbox;

import dev.rollcall.provider.ProviderId;
import java.time.Instant;

/// Is told what came and what became of it, once that is committed: to be counted, say.
public interface InboxWatch {
  /// Looks away.
  InboxWatch NOBODY =
      new InboxWatch() {
        @Override
        public void came(ProviderId provider, int fresh, int repeated) {}

        @Override
        public void settled(ProviderId provider, Outcome outcome, Instant receivedAt) {}
      };

  /// @param fresh how many events were new
  /// @param repeated how many were there already
  void came(ProviderId provider, int fresh, int repeated);

  /// One event came to its end. Look-ups that we put into the inbox ourselves are no events.
  void settled(ProviderId provider, Outcome outcome, Instant receivedAt);
}
