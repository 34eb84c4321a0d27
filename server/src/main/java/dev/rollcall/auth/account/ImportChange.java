package dev.rollcall.auth.account;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/// What has to change of an account so that it says what a moving user says.
final class ImportChange {
  private ImportChange() {}

  /// A password that was used or set here since is the user's own by now, and stays.
  static AccountChange of(
      MovingUser user, Account account, @Nullable String hash, Predicate<String> foreign) {
    MovingUser.Said said = user.said();
    String email = user.email();
    String newHash = user.passwordHash();
    boolean otherEmail = email != null && !email.equals(account.email());
    return new AccountChange(
        differing(said.displayName(), account.displayName()),
        differing(said.profileImageUrl(), account.profileImageUrl()),
        differingJson(said.clientMetadata(), account.metadata().client()),
        differingJson(said.clientReadOnlyMetadata(), account.metadata().clientReadOnly()),
        differingJson(said.serverMetadata(), account.metadata().server()),
        otherEmail ? Given.as(email) : Given.not(),
        otherEmail
            ? Given.as(said.emailVerified().or(false))
            : differing(said.emailVerified(), account.emailVerified()),
        otherEmail ? Given.as(true) : Given.not(),
        newHash != null && !newHash.equals(hash) && (hash == null || foreign.test(hash))
            ? Given.as(newHash)
            : Given.not(),
        differing(said.otpEnabled(), account.otpEnabled()),
        Given.not(),
        List.of());
  }

  private static <T> Given<T> differing(Given<T> said, @Nullable T now) {
    return said.present() && !Objects.equals(said.value(), now) ? said : Given.not();
  }

  private static Given<JsonNode> differingJson(Given<JsonNode> said, JsonNode now) {
    @Nullable JsonNode value = said.or(now);
    JsonNode wanted = value == null ? NullNode.getInstance() : value;
    return wanted.equals(now) ? Given.not() : Given.as(wanted);
  }
}
