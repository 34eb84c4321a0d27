package dev.rollcall.http;

import java.time.Duration;

/// Is told how requests of ours ended: to be counted, say.
public interface CallWatch {
  /// Looks away.
  CallWatch NOBODY =
      new CallWatch() {
        @Override
        public void answered(HttpAnswer answer, Duration after) {}

        @Override
        public void failed(Duration after) {}
      };

  void answered(HttpAnswer answer, Duration after);

  /// No answer came, or none was asked for, since the egress guard refused the address.
  void failed(Duration after);
}
