package dev.rollcall.app;

import dev.rollcall.doctor.Ailment;
import dev.rollcall.doctor.Doctor;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.project.ProjectId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// Examines all projects, some at a time.
final class Checkups {
  private static final int AT_ONCE = 16;

  private final ProjectServers servers;
  private final Visibility visibility;
  private final Function<ProjectId, List<String>> notes;
  private final InstantSource clock;

  /// @param notes what the built-in provider has to say of one
  Checkups(
      ProjectServers servers,
      Visibility visibility,
      Function<ProjectId, List<String>> notes,
      InstantSource clock) {
    this.servers = servers;
    this.visibility = visibility;
    this.notes = notes;
    this.clock = clock;
  }

  /// What is wrong with any project, or could be better; those with serious findings first.
  List<Ailment> examine() {
    Collection<ProjectServer> all = servers.all();
    Semaphore places = new Semaphore(AT_ONCE);
    List<Future<List<Ailment>>> underWay = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (ProjectServer server : all) {
        underWay.add(
            threads.submit(() -> {
              places.acquire();
              try {
                return doctor(server).examine();
              } finally {
                places.release();
              }
            }));
      }
    }
    List<Ailment> found = new ArrayList<>();
    underWay.forEach(one -> found.addAll(result(one)));
    found.sort(Comparator.comparing(Ailment::severity));
    return found;
  }

  private static List<Ailment> result(Future<List<Ailment>> examination) {
    try {
      return examination.get();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof DatabaseException away) {
        throw away;
      }
      throw new IllegalStateException(failure.getCause());
    }
  }

  private Doctor doctor(ProjectServer server) {
    ProjectId id = server.project().id();
    return new Checkup(server, servers.rowSecurity(id), notes, visibility.of(id), clock).doctor();
  }
}
