package dev.rollcall.doctor;

import dev.rollcall.doctor.Ailment.Severity;
import dev.rollcall.postgres.DatabaseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs all checks of a project at once, and waits for them only so long. A check that cannot be
/// made, since the database is away or nobody answers, is an ailment itself and keeps no other from
/// being made.
public final class Doctor {
  private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);

  private final String project;
  private final Map<String, Check> checks;
  private final Duration patience;

  /// @param checks handed in by whoever knows what there is to check, by what they look at, such as
  ///   `the inbox`
  /// @param patience for all of them together
  public Doctor(String project, Map<String, Check> checks, Duration patience) {
    this.project = project;
    this.checks = new LinkedHashMap<>(checks);
    this.patience = patience;
  }

  /// One thing that is looked at.
  @FunctionalInterface
  public interface Check {
    List<Ailment> look();
  }

  /// What was found, the worst first.
  public List<Ailment> examine() {
    long end = System.nanoTime() + patience.toNanos();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    Map<String, Future<List<Ailment>>> looks = new LinkedHashMap<>();
    checks.forEach((name, check) -> looks.put(name, threads.submit(check::look)));
    List<Ailment> found = new ArrayList<>();
    looks.forEach((name, look) -> found.addAll(result(name, look, end - System.nanoTime())));
    // Those that hang are interrupted, and not waited for.
    threads.shutdownNow();
    return found.stream().distinct().sorted(Comparator.comparing(Ailment::severity)).toList();
  }

  private List<Ailment> result(String name, Future<List<Ailment>> look, long nanos) {
    try {
      return look.get(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
    } catch (TimeoutException hangs) {
      return List.of(unchecked(name + " did not answer within " + patience.toSeconds() + " s"));
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof DatabaseException database) {
        return List.of(unchecked("the database says: " + database.reason()));
      }
      LOG.warn("project={} {} could not be checked", project, name, failure.getCause());
      return List.of(unchecked(name + " could not be checked: " + failure.getCause()));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private Ailment unchecked(String reason) {
    return new Ailment(
        Severity.SERIOUS,
        project,
        "unchecked",
        "A check could not be made: " + reason,
        "See that the database and the provider can be reached, and ask again");
  }
}
