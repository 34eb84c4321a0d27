package dev.rollcall.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.secret.Secret;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;

/// How many passwords are hashed at a time.
class HashingPoolTest {
  private static final HashCost CHEAP = new HashCost(64, 1, 1);

  @Test
  void who_finds_slot_and_queue_taken_is_told_to_come_back() throws Exception {
    HashingPool pool = new HashingPool(1, 1, CHEAP);
    PasswordHasher hasher = new PasswordHasher(CHEAP, pool, new SecureRandom());
    Secret password = new Secret("correct horse battery");
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        Future<Optional<Boolean>> holder =
            threads.submit(() ->
                pool.compute(_ -> {
                  started.countDown();
                  return awaited(mayEnd);
                }));
        started.await();
        Future<HashAnswer> waiter = threads.submit(() -> hasher.hash(password));
        Awaitility.await().until(() -> pool.waiting() == 1);

        assertThat(hasher.hash(password)).isEqualTo(new HashAnswer.TooBusy());
        assertThat(hasher.verifyDummy(password)).isEqualTo(new PasswordCheck.TooBusy());
        assertThat(waiter.isDone()).isFalse();
        mayEnd.countDown();

        assertThat(holder.get()).contains(true);
        assertThat(waiter.get()).isInstanceOf(HashAnswer.Hashed.class);
        assertThat(hasher.hash(password)).isInstanceOf(HashAnswer.Hashed.class);
        assertThat(pool.computed()).isEqualTo(3);
      } finally {
        mayEnd.countDown();
      }
    }
  }

  @Test
  void a_slot_whose_hash_fails_is_free_again() {
    HashingPool pool = new HashingPool(1, 0, CHEAP);

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> pool.compute(_ -> Integer.parseInt("x")))
          .isInstanceOf(NumberFormatException.class);
    }
  }

  /// RFC 9106, section 5.3, in memory that another hash has used before.
  @Test
  void used_memory_hashes_like_new() {
    HashingPool pool = new HashingPool(1, 0, CHEAP);
    for (int round : List.of(1, 2, 3)) {
      assertThat(pool.compute(HashingPoolTest::rfcExample))
          .as("round %d", round)
          .contains("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }
  }

  private static String rfcExample(BlockPool memory) {
    byte[] password = repeated(1, 32);
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(32)
            .withIterations(3)
            .withParallelism(4)
            .withSalt(repeated(2, 16))
            .withSecret(repeated(3, 8))
            .withAdditional(repeated(4, 12))
            .withBlockPool(memory)
            .build());
    byte[] hash = new byte[32];
    generator.generateBytes(password, hash);
    return HexFormat.of().formatHex(hash);
  }

  private static byte[] repeated(int value, int times) {
    byte[] bytes = new byte[times];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
