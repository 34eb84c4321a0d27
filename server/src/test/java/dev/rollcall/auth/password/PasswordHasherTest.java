package dev.rollcall.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.auth.password.PasswordCheck.Right;
import dev.rollcall.auth.password.PasswordCheck.Wrong;
import dev.rollcall.secret.Secret;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How passwords are kept, and whose hashes are understood.
class PasswordHasherTest {
  private static final HashCost CHEAP = new HashCost(64, 1, 1);

  private final SecureRandom random = new SecureRandom();
  private final HashingPool pool = new HashingPool(1, 0, CHEAP);
  private final PasswordHasher hasher = new PasswordHasher(CHEAP, pool, random);

  @Test
  void a_password_is_known_again_by_what_is_stored_of_it() {
    String stored = hashed("correct horse battery");

    assertThat(stored)
        .matches("\\$argon2id\\$v=19\\$m=64,t=1,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}")
        .isNotEqualTo(hashed("correct horse battery"));
    assertThat(verify("correct horse battery", stored)).isEqualTo(new Right(false));
    assertThat(verify("correct horse batterx", stored)).isEqualTo(new Wrong());
    assertThat(verify("", stored)).isEqualTo(new Wrong());
  }

  @Test
  void what_is_stored_by_default_costs_46_mebibytes() {
    HashCost cost = HashCost.standard();
    HashingPool standard = HashingPool.forCores(1, cost);

    assertThat(new PasswordHasher(cost, standard, random).hash(new Secret("hunter2hunter2")))
        .asString()
        .contains("$argon2id$v=19$m=47104,t=1,p=1$");
  }

  @Test
  void the_same_letters_are_the_same_password_however_they_are_typed() {
    String stored = hashed("Zo\u00eb's password");

    assertThat(verify("Zoe\u0308's password", stored)).isEqualTo(new Right(false));
    assertThat(verify("Zoe's password", stored)).isEqualTo(new Wrong());
  }

  @Test
  void an_unknown_user_costs_as_many_hashes_as_a_known_one() {
    String stored = hashed("correct horse battery");
    long before = pool.computed();

    hasher.verify(new Secret("wrong"), stored);
    long known = pool.computed() - before;
    assertThat(hasher.verifyDummy(new Secret("wrong"))).isEqualTo(new Wrong());
    long unknown = pool.computed() - before - known;
    assertThat(verify("wrong", "not a hash")).isEqualTo(new Wrong());
    long unreadable = pool.computed() - before - known - unknown;

    assertThat(known).isEqualTo(1);
    assertThat(unknown).isEqualTo(1);
    assertThat(unreadable).isEqualTo(1);
  }

  @Test
  void a_hash_of_another_cost_should_be_made_anew() {
    HashCost more = new HashCost(128, 2, 2);
    String stored = hashed("correct horse battery");
    PasswordHasher tomorrow = new PasswordHasher(more, pool, random);

    assertThat(tomorrow.needsRehash(stored)).isTrue();
    assertThat(tomorrow.verify(new Secret("correct horse battery"), stored))
        .isEqualTo(new Right(true));
    assertThat(hasher.needsRehash(stored)).isFalse();
  }

  /// From the tests of the reference implementation.
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=262144,t=2,p=1$c29tZXNhbHQ$eP4eyR+zqlZX1y5xCFTkw9m5GYx0L5YWwvCFvtlbLow",
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
        "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ"
      })
  void argon2_hashes_from_elsewhere_are_understood(String stored) {
    assertThat(hasher.understands(stored)).isTrue();
    assertThat(verify("password", stored)).isEqualTo(new Right(true));
    assertThat(verify("passwore", stored)).isEqualTo(new Wrong());
  }

  /// From the tests of crypt_blowfish and jBCrypt.
  @ParameterizedTest
  @CsvSource({
    "U*U, $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "U*U*, $2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK",
    "U*U*U, $2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a",
    "U*U*U, $2y$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a",
    "'', $2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s."
  })
  void bcrypt_hashes_from_elsewhere_are_understood(String password, String stored) {
    assertThat(hasher.understands(stored)).isTrue();
    assertThat(verify(password, stored)).isEqualTo(new Right(true));
    assertThat(verify(password + "x", stored)).isEqualTo(new Wrong());
  }

  @Test
  void bcrypt_never_saw_what_follows_the_72nd_byte() {
    String first72 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    String stored = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";

    assertThat(verify(first72 + "chars after 72 are ignored", stored)).isEqualTo(new Right(true));
    assertThat(verify(first72.substring(1), stored)).isEqualTo(new Wrong());
    assertThat(verify(first72 + "a", hashed(first72 + "b"))).isEqualTo(new Wrong());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$argon2d$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=262145,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=11,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=72,t=1,p=9$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=15,t=1,p=2$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=0,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAAAAAAAA",
        "$2a$17$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
        "5f4dcc3b5aa765d61d8327deb882cf99"
      })
  void what_is_no_hash_or_too_costly_a_one_opens_nothing(String stored) {
    assertThat(hasher.understands(stored)).isFalse();
    assertThat(verify("password", stored)).isEqualTo(new Wrong());
    assertThat(hasher.needsRehash(stored)).isTrue();
  }

  @Test
  void a_cost_that_cannot_be_borne_is_no_setting() {
    assertThatThrownBy(() -> new HashCost(1 << 20, 1, 1))
        .hasMessage("Not the cost of a hash: m=1048576,t=1,p=1");
  }

  private PasswordCheck verify(String password, String stored) {
    return hasher.verify(new Secret(password), stored);
  }

  private String hashed(String password) {
    return switch (hasher.hash(new Secret(password))) {
      case HashAnswer.Hashed(String text) -> text;
      case HashAnswer.TooBusy() -> throw new AssertionError("nobody else is here");
    };
  }
}
