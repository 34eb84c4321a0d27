package dev.rollcall.app;

import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.embedded.EmbeddedPostgresException;
import dev.rollcall.sync.TableAlteredException;
import dev.rollcall.tls.TlsException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Repeats one step on a thread of its own until it is stopped. A step that fails is repeated after
/// a pause that grows; the trouble is logged once when it begins and once when it is over, and
/// shown meanwhile.
final class Loop {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  /// Answered by a step that has nothing to do before somebody wakes the loop.
  static final Duration UNTIL_WOKEN = Duration.ofDays(1);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final String name;
  private final Step step;
  private final Troubles troubles;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean running;
  private volatile boolean waiting;
  private @Nullable Thread thread;

  /// One step.
  @FunctionalInterface
  interface Step {
    /// How long to wait before the next; zero to go on at once.
    Duration run() throws InterruptedException;
  }

  /// @param name what is being done, such as `apply default`
  Loop(String name, Step step, Troubles troubles) {
    this.name = name;
    this.step = step;
    this.troubles = troubles;
  }

  /// What a step answers that goes on at once while there is more to do.
  static Duration again(boolean more) {
    return more ? Duration.ZERO : UNTIL_WOKEN;
  }

  void start() {
    running = true;
    thread = Thread.ofVirtual().name(name).start(this::repeat);
  }

  /// Has the next step begin now.
  void wake() {
    wake.release();
  }

  /// Returns when the step under way has ended.
  void stop() {
    running = false;
    wake.release();
    Thread stopping = thread;
    if (stopping != null) {
      try {
        if (!stopping.join(Duration.ofSeconds(2))) {
          stopping.interrupt();
          stopping.join();
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  boolean running() {
    return running;
  }

  /// Whether its last step left nothing to do, and nobody has woken it since.
  boolean isIdle() {
    return waiting && wake.availablePermits() == 0;
  }

  private void repeat() {
    Duration pause = FIRST_PAUSE;
    while (running) {
      try {
        Duration wait = step.run();
        troubles.over(name);
        pause = FIRST_PAUSE;
        sleep(wait);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException failure) {
        if (troubles.begins(name, sentence(failure))) {
          LOG.warn("{}: {}", name, sentence(failure), expected(failure) ? null : failure);
        }
        pause = pauseAfter(pause);
      }
    }
  }

  private Duration pauseAfter(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      running = false;
    }
    Duration longer = pause.multipliedBy(2);
    return longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
  }

  private void sleep(Duration wait) throws InterruptedException {
    if (wait.isZero()) {
      wake.drainPermits();
      return;
    }
    waiting = true;
    if (wake.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      wake.drainPermits();
    }
    waiting = false;
  }

  private static boolean expected(RuntimeException failure) {
    return switch (failure) {
      case DatabaseException _,
          TableAlteredException _,
          EmbeddedPostgresException _,
          TlsException _ ->
          true;
      default -> false;
    };
  }

  private static String sentence(RuntimeException failure) {
    return switch (failure) {
      case TableAlteredException altered -> String.valueOf(altered.getMessage());
      case DatabaseException database ->
          switch (database.meaning()) {
            case UNAVAILABLE -> "The project's database is away: " + database.reason();
            case LOCKED -> "A lock could not be had in time: " + database.reason();
            case SHAPE -> "The project's database is not as it should be: " + database.reason();
            case DATA, OTHER -> "Postgres refused: " + database.reason();
          };
      case EmbeddedPostgresException postgres -> String.valueOf(postgres.getMessage());
      case TlsException certificate -> String.valueOf(certificate.getMessage());
      default -> failure.toString();
    };
  }
}
