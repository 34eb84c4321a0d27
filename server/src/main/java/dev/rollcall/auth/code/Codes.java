package dev.rollcall.auth.code;

import dev.rollcall.auth.code.Code.Purpose;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.secret.OpaqueToken;
import dev.rollcall.secret.Secret;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The table `rollcall_auth.code`. A code is used once, whoever races for it, and cannot be
/// guessed: after twenty attempts all codes with the same ending are dead.
public final class Codes {
  /// How many of them a person copies from a mail; the browser that asked keeps the others.
  public static final int OTP_LENGTH = 6;

  /// How long a code is good where nothing else is asked for.
  public static final Duration USUAL_LIFETIME = Duration.ofDays(7);

  private static final int MOST_ATTEMPTS = 20;

  private final SecureRandom random;

  public Codes(SecureRandom random) {
    this.random = random;
  }

  /// A code that was just made: the only time that it is known.
  public record Fresh(Secret code) {

    /// What a person copies.
    public Secret otp() {
      return new Secret(code.value().substring(0, OTP_LENGTH).toUpperCase(Locale.ROOT));
    }

    /// What the browser keeps.
    public String nonce() {
      return code.value().substring(OTP_LENGTH);
    }
  }

  private record Stored(Code code, Instant expiresAt, @Nullable Instant usedAt) {}

  /// @param account whom it is for; null where whoever reads the mail may be new
  public Fresh create(
      Transaction tx,
      Purpose purpose,
      @Nullable UUID account,
      @Nullable UUID channel,
      String email,
      Instant now)
      throws SQLException {
    Fresh fresh = new Fresh(OpaqueToken.random(random));
    tx.update(
        """
        insert into rollcall_auth.code
               (id, type, account, channel, email, code_hash, tail_hash, created_at, expires_at)
        values (gen_random_uuid(), ?, ?::uuid, ?::uuid, ?, ?, ?, ?, ?)
        """,
        purpose.stored(),
        account,
        channel,
        email,
        OpaqueToken.hash(fresh.code().value()),
        OpaqueToken.hash(fresh.nonce()),
        now,
        now.plus(USUAL_LIFETIME));
    return fresh;
  }

  /// Says whether a code is good, and counts the attempt: the transaction must be committed even if
  /// it is not.
  public CodeCheck check(Transaction tx, Purpose purpose, String text, Instant now)
      throws SQLException {
    String code = text.toLowerCase(Locale.ROOT);
    if (code.length() != OpaqueToken.LENGTH) {
      return new CodeCheck.NotFound();
    }
    Optional<Integer> attempts =
        tx
            .all(
                """
                update rollcall_auth.code set attempts = attempts + 1
                 where tail_hash = ? and type = ?
                returning attempts
                """,
                row -> row.getInt(1),
                OpaqueToken.hash(code.substring(OTP_LENGTH)),
                purpose.stored())
            .stream()
            .max(Integer::compare);
    if (attempts.isPresent() && attempts.get() > MOST_ATTEMPTS) {
      return new CodeCheck.TooManyAttempts();
    }
    Optional<Stored> found =
        tx.one(
            """
            select id, type, account, channel, email, expires_at, used_at
              from rollcall_auth.code
             where code_hash = ? and type = ?
            """,
            Codes::stored,
            OpaqueToken.hash(code),
            purpose.stored());
    if (found.isEmpty()) {
      return new CodeCheck.NotFound();
    }
    if (found.get().usedAt() != null) {
      return new CodeCheck.AlreadyUsed();
    }
    if (!now.isBefore(found.get().expiresAt())) {
      return new CodeCheck.Expired();
    }
    return new CodeCheck.Good(found.get().code());
  }

  /// The same, and uses the code up: of many who come with it at once, one gets it.
  public CodeCheck use(Transaction tx, Purpose purpose, String text, Instant now)
      throws SQLException {
    CodeCheck check = check(tx, purpose, text, now);
    if (check instanceof CodeCheck.Good(var code)
        && tx.update(
                "update rollcall_auth.code set used_at = ? where id = ? and used_at is null",
                now,
                code.id())
            == 0) {
      return new CodeCheck.AlreadyUsed();
    }
    return check;
  }

  /// Forgets codes from before `before`, up to `limit`.
  public int forget(Transaction tx, int limit, Instant before) throws SQLException {
    return tx.update(
        """
        delete from rollcall_auth.code
         where id in (select id from rollcall_auth.code where expires_at <= ? limit ?)
        """,
        before,
        limit);
  }

  /// Forgets codes that were sent to these addresses.
  public int forgetAddresses(Transaction tx, Collection<String> addresses) throws SQLException {
    return tx.update(
        "delete from rollcall_auth.code where lower(email) in (select lower(unnest(?)))",
        SqlArray.texts(List.copyOf(addresses)));
  }

  private static Stored stored(ResultSet row) throws SQLException {
    String type = Columns.text(row, "type");
    Purpose purpose = Purpose.valueOf(type.toUpperCase(Locale.ROOT));
    return new Stored(
        new Code(
            row.getObject("id", UUID.class),
            purpose,
            row.getObject("account", UUID.class),
            row.getObject("channel", UUID.class),
            Columns.text(row, "email")),
        Columns.someTime(row, "expires_at"),
        Columns.time(row, "used_at"));
  }
}
