package dev.rollcall.api.neon;

import dev.rollcall.auth.account.AccountImport;
import dev.rollcall.auth.account.Accounts;
import dev.rollcall.auth.guard.Guard;
import dev.rollcall.auth.password.Passwords;
import dev.rollcall.auth.session.Sessions;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.ProjectId;
import java.time.InstantSource;
import java.util.Optional;

/// What the management API needs of one project's built-in provider.
///
/// @param database where its accounts are; each route opens its own transactions
public record AccountRooms(
    Database database,
    Accounts accounts,
    AccountImport imports,
    Sessions sessions,
    Passwords passwords,
    Guard guard,
    InstantSource clock) {

  /// Finds the rooms of a project; empty where there is none, or it has another provider.
  @FunctionalInterface
  public interface Finder {
    Optional<AccountRooms> of(ProjectId project);
  }
}
