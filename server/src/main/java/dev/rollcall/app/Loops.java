package dev.rollcall.app;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The loops of one project, which begin and end together.
final class Loops {
  private final String project;
  private final Troubles troubles;
  private final List<Loop> all = new CopyOnWriteArrayList<>();

  Loops(String project, Troubles troubles) {
    this.project = project;
    this.troubles = troubles;
  }

  /// @param what is done, such as `apply`
  Loop add(String what, Loop.Step step) {
    Loop loop = new Loop(what + " " + project, step, troubles);
    all.add(loop);
    return loop;
  }

  void start() {
    all.forEach(Loop::start);
  }

  void stop() {
    all.forEach(Loop::stop);
  }
}
