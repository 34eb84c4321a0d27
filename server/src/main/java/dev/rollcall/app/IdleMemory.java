package dev.rollcall.app;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Gives memory back that a busy hour took. Java's collector for small machines lets its heap grow
/// to the limit before it looks at what is old, and shrinks it at such a look alone; so one is
/// ordered when the server has been idle for a while. It stops the server for as long as it takes
/// to walk over what lives, a tenth of a second at most, when nobody is there.
final class IdleMemory {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

  /// Of one core.
  private static final double IDLE = 0.05;

  /// What has not grown by this since the last look is left alone.
  private static final long WORTH_IT = 32L << 20;

  private final LongSupplier cpuNanos;
  private final LongSupplier committed;
  private final Runnable collect;
  private final Loop loop;
  private long cpuBefore;
  private long committedBefore;

  IdleMemory() {
    this(IdleMemory::cpuNanos, Runtime.getRuntime()::totalMemory, System::gc);
  }

  /// @param cpuNanos how long the process has kept a core busy so far
  /// @param committed bytes of heap that the system has given us
  IdleMemory(LongSupplier cpuNanos, LongSupplier committed, Runnable collect) {
    this.cpuNanos = cpuNanos;
    this.committed = committed;
    this.collect = collect;
    this.loop = new Loop("idle memory", this::look, new Troubles(_ -> {}));
    this.cpuBefore = cpuNanos.getAsLong();
    this.committedBefore = committed.getAsLong();
  }

  void start() {
    loop.start();
  }

  void stop() {
    loop.stop();
  }

  Duration look() {
    long cpu = cpuNanos.getAsLong();
    boolean idle = cpu - cpuBefore < LOOK_EVERY.toNanos() * IDLE;
    cpuBefore = cpu;
    if (idle && committed.getAsLong() - committedBefore >= WORTH_IT) {
      collect.run();
      committedBefore = committed.getAsLong();
    }
    return LOOK_EVERY;
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : Long.MAX_VALUE;
  }
}
