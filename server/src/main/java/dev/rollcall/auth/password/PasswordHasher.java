package dev.rollcall.auth.password;

import dev.rollcall.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/// Hashes passwords with Argon2id and compares them with what is stored. Hashes that come from
/// elsewhere (Argon2i, other costs, bcrypt) are understood too, and should be replaced at the first
/// sign-in. Every comparison computes exactly one hash, also where there is nothing to compare
/// with.
public final class PasswordHasher {
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  // A cost of 16 takes seconds; more would be a way to stop the server.
  private static final Pattern BCRYPT =
      Pattern.compile("\\$2[aby]\\$(?:0[4-9]|1[0-6])\\$[./A-Za-z0-9]{53}");

  private final HashCost cost;
  private final HashingPool pool;
  private final SecureRandom random;

  public PasswordHasher(HashCost cost, HashingPool pool, SecureRandom random) {
    this.cost = cost;
    this.pool = pool;
    this.random = random;
  }

  public HashAnswer hash(Secret password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return pool.compute(
            memory -> Argon2Hash.of(normalised(password), cost, salt, HASH_BYTES, memory).text())
        .<HashAnswer>map(HashAnswer.Hashed::new)
        .orElseGet(HashAnswer.TooBusy::new);
  }

  /// @param stored a hash that [#understands] accepts; under any other, every password is wrong
  public PasswordCheck verify(Secret password, String stored) {
    Optional<Argon2Hash> argon2 = Argon2Hash.parse(stored);
    if (argon2.isPresent()) {
      return compare(
          memory -> argon2.get().matches(normalised(password), memory), needsRehash(stored));
    }
    if (BCRYPT.matcher(stored).matches()) {
      // As typed: whoever made the hash did not normalise. What follows the 72nd byte was never in
      // it, and the library leaves it out likewise.
      byte[] typed = password.value().getBytes(StandardCharsets.UTF_8);
      return compare(_ -> OpenBSDBCrypt.checkPassword(stored, typed), true);
    }
    return verifyDummy(password);
  }

  /// For a user who is unknown or has no password: always wrong, after as much work as a right one.
  public PasswordCheck verifyDummy(Secret password) {
    byte[] salt = new byte[SALT_BYTES];
    Argon2Hash nobodys =
        new Argon2Hash(Argon2Hash.Variant.ARGON2ID, 19, cost, salt, new byte[HASH_BYTES]);
    return compare(memory -> nobodys.matches(normalised(password), memory), false);
  }

  /// Whether a hash from elsewhere can be verified here, at a cost that we bear.
  public boolean understands(String stored) {
    return BCRYPT.matcher(stored).matches() || Argon2Hash.parse(stored).isPresent();
  }

  /// Whether we would store it differently today.
  public boolean needsRehash(String stored) {
    return !Argon2Hash.parse(stored).map(hash -> hash.isAsOf(cost)).orElse(false);
  }

  private PasswordCheck compare(Predicate<BlockPool> comparison, boolean needsRehash) {
    return pool.compute(comparison::test)
        .<PasswordCheck>map(
            right -> right ? new PasswordCheck.Right(needsRehash) : new PasswordCheck.Wrong())
        .orElseGet(PasswordCheck.TooBusy::new);
  }

  private static byte[] normalised(Secret password) {
    return Normalizer.normalize(password.value(), Normalizer.Form.NFC)
        .getBytes(StandardCharsets.UTF_8);
  }
}
