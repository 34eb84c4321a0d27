package dev.rollcall.api.stack;

import dev.rollcall.auth.code.Code;
import dev.rollcall.auth.code.Code.Purpose;
import dev.rollcall.auth.code.CodeCheck;
import dev.rollcall.postgres.Transaction;
import java.sql.SQLException;
import java.util.Map;

/// What all codes that come by mail have in common at the door.
final class CodeAnswers {
  static final Shape CODE = Shape.empty().with("code", Rule.text().length(45).defined());

  private CodeAnswers() {}

  /// What is done for a good code.
  @FunctionalInterface
  interface Use {
    StackAnswer with(Transaction tx, Code code) throws SQLException;
  }

  /// Uses a code up and does what it is good for, in one transaction. A refusal is committed too:
  /// the attempt counts.
  static StackAnswer use(ProviderRooms rooms, Purpose purpose, String code, Use use) {
    return rooms
        .database()
        .inTransaction(tx -> {
          CodeCheck check = rooms.codes().use(tx, purpose, code, rooms.clock().instant());
          return check instanceof CodeCheck.Good(var good) ? use.with(tx, good) : refusal(check);
        });
  }

  /// Says whether a code is good, and leaves it so.
  static StackAnswer check(ProviderRooms rooms, Purpose purpose, String code) {
    CodeCheck check =
        rooms
            .database()
            .inTransaction(tx -> rooms.codes().check(tx, purpose, code, rooms.clock().instant()));
    return check instanceof CodeCheck.Good
        ? StackAnswer.ok(Map.of("is_code_valid", true))
        : refusal(check);
  }

  private static StackAnswer refusal(CodeCheck check) {
    return switch (check) {
      case CodeCheck.Good(_) -> throw new IllegalStateException("A good code is no refusal");
      case CodeCheck.NotFound() -> KnownError.VERIFICATION_CODE_NOT_FOUND;
      case CodeCheck.Expired() -> KnownError.VERIFICATION_CODE_EXPIRED;
      case CodeCheck.AlreadyUsed() -> KnownError.VERIFICATION_CODE_ALREADY_USED;
      case CodeCheck.TooManyAttempts() -> KnownError.VERIFICATION_CODE_MAX_ATTEMPTS_REACHED;
    };
  }

  /// Does what sends a mail, and has it sent at once.
  ///
  /// @throws StackRefusedException if the address or the link is none that can be mailed
  static <T> T mailing(ProviderRooms rooms, dev.rollcall.postgres.Database.Work<T> work) {
    try {
      T result = rooms.database().inTransaction(work);
      rooms.mailed().run();
      return result;
    } catch (IllegalArgumentException unmailable) {
      throw StackAnswer.plainError(400, "No mail can be sent for this: " + unmailable.getMessage())
          .refused();
    }
  }
}
