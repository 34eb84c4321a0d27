package dev.rollcall.auth.password;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;

/// How many passwords are hashed at a time, and how many callers may wait for their turn. The
/// memory that hashes fill is kept and used again; it is `slots` times what one hash takes.
public final class HashingPool {
  private static final int USUAL_QUEUE = 64;

  private final Semaphore turns;
  private final Semaphore places;
  private final BlockPool memory;
  private final LongAdder done = new LongAdder();

  public HashingPool(int slots, int queue, HashCost cost) {
    // Fair, so that whoever came first is served first.
    this.turns = new Semaphore(slots, true);
    this.places = new Semaphore(slots + queue);
    this.memory = new FixedBlockPool(slots * cost.memory());
  }

  /// Half of the machine's cores hash, so that sign-ins cannot take it all; 64 callers wait.
  public static HashingPool forCores(int cores, HashCost cost) {
    return new HashingPool(Math.max(1, cores / 2), USUAL_QUEUE, cost);
  }

  /// How many hashes were computed here.
  public long computed() {
    return done.sum();
  }

  /// How many callers wait for their turn.
  int waiting() {
    return turns.getQueueLength();
  }

  /// Computes one hash on the caller's thread when it is its turn. Empty where too many wait.
  <T> Optional<T> compute(Function<BlockPool, T> hash) {
    if (!places.tryAcquire()) {
      return Optional.empty();
    }
    try {
      turns.acquireUninterruptibly();
      try {
        done.increment();
        return Optional.of(hash.apply(memory));
      } finally {
        turns.release();
      }
    } finally {
      places.release();
    }
  }
}
