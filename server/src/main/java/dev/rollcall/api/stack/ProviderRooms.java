package dev.rollcall.api.stack;

import dev.rollcall.auth.account.Accounts;
import dev.rollcall.auth.account.ContactChannels;
import dev.rollcall.auth.code.CodeMails;
import dev.rollcall.auth.code.Codes;
import dev.rollcall.auth.guard.Guard;
import dev.rollcall.auth.password.Passwords;
import dev.rollcall.auth.session.AccessTokens;
import dev.rollcall.auth.session.Sessions;
import dev.rollcall.postgres.Database;
import java.time.InstantSource;
import java.util.UUID;

/// What the routes need of one project's built-in provider.
///
/// @param settings the project as it is set up now
/// @param mailed has mails that were just written down sent at once
/// @param database where its accounts are; each route opens its own transactions
public record ProviderRooms(
    dev.rollcall.project.AuthProject settings,
    Database database,
    Accounts accounts,
    ContactChannels channels,
    Sessions sessions,
    Codes codes,
    Passwords passwords,
    AccessTokens tokens,
    CodeMails mails,
    Runnable mailed,
    Guard guard,
    InstantSource clock) {

  /// Finds the rooms of a project by the id that applications name.
  @FunctionalInterface
  public interface Finder {
    /// @throws StackRefusedException with PROJECT_NOT_FOUND if there is none
    ProviderRooms of(String projectId);
  }

  static UUID uuid(SignedIn user) {
    return UUID.fromString(user.userId());
  }
}
