package dev.rollcall.app;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What does not work at the moment, by what should: for `status`, `/health` and the log.
final class Troubles {
  private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

  private final Map<String, String> current = new ConcurrentHashMap<>();
  private final Consumer<String> whenOver;

  /// @param whenOver told what works again
  Troubles(Consumer<String> whenOver) {
    this.whenOver = whenOver;
  }

  /// Notes a trouble; true where it was not known yet.
  boolean begins(String what, String sentence) {
    return !sentence.equals(current.put(what, sentence));
  }

  void over(String what) {
    if (current.remove(what) != null) {
      LOG.info("{}: works again", what);
      whenOver.accept(what);
    }
  }

  Map<String, String> current() {
    return new TreeMap<>(current);
  }
}
