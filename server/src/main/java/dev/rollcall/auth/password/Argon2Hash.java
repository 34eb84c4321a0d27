package dev.rollcall.auth.password;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// A stored Argon2 hash, in the PHC form `$argon2id$v=19$m=..,t=..,p=..$salt$hash`.
record Argon2Hash(Variant variant, int version, HashCost cost, byte[] salt, byte[] hash) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\$(argon2id?)(?:\\$v=(16|19))?\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{16,86})");
  private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

  enum Variant {
    ARGON2I(Argon2Parameters.ARGON2_i),
    ARGON2ID(Argon2Parameters.ARGON2_id);

    private final int number;

    Variant(int number) {
      this.number = number;
    }
  }

  /// Empty where it is another kind of hash, or one that would cost more than we bear.
  static Optional<Argon2Hash> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    int memory = Integer.parseInt(parts.group(3));
    int passes = Integer.parseInt(parts.group(4));
    int lanes = Integer.parseInt(parts.group(5));
    if (!HashCost.isBearable(memory, passes, lanes)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Argon2Hash(
              Variant.valueOf(parts.group(1).toUpperCase(Locale.ROOT)),
              "19".equals(parts.group(2))
                  ? Argon2Parameters.ARGON2_VERSION_13
                  : Argon2Parameters.ARGON2_VERSION_10,
              new HashCost(memory, passes, lanes),
              Base64.getDecoder().decode(parts.group(6)),
              Base64.getDecoder().decode(parts.group(7))));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /// A new hash, of the kind that we store.
  static Argon2Hash of(byte[] password, HashCost cost, byte[] salt, int length, BlockPool memory) {
    int version = Argon2Parameters.ARGON2_VERSION_13;
    return new Argon2Hash(
        Variant.ARGON2ID,
        version,
        cost,
        salt,
        compute(Variant.ARGON2ID, version, cost, salt, password, length, memory));
  }

  boolean matches(byte[] password, BlockPool memory) {
    return MessageDigest.isEqual(
        hash, compute(variant, version, cost, salt, password, hash.length, memory));
  }

  /// Whether we would make it like this today.
  boolean isAsOf(HashCost today) {
    return variant == Variant.ARGON2ID
        && version == Argon2Parameters.ARGON2_VERSION_13
        && cost.equals(today);
  }

  String text() {
    return "$%s$v=%d$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            variant.name().toLowerCase(Locale.ROOT),
            version,
            cost.memory(),
            cost.passes(),
            cost.lanes(),
            BASE64.encodeToString(salt),
            BASE64.encodeToString(hash));
  }

  private static byte[] compute(
      Variant variant,
      int version,
      HashCost cost,
      byte[] salt,
      byte[] password,
      int length,
      BlockPool memory) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(variant.number)
            .withVersion(version)
            .withMemoryAsKB(cost.memory())
            .withIterations(cost.passes())
            .withParallelism(cost.lanes())
            .withSalt(salt)
            .withBlockPool(memory)
            .build());
    byte[] hash = new byte[length];
    generator.generateBytes(password, hash);
    return hash;
  }
}
