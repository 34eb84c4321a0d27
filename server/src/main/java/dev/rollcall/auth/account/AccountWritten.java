package dev.rollcall.auth.account;

/// What became of a new account, or of a change to one.
public sealed interface AccountWritten {

  /// @param account as it is now
  record Written(Account account) implements AccountWritten {}

  /// Somebody else signs in with this address.
  record EmailTaken(String email) implements AccountWritten {}

  /// There is no such account.
  record Missing() implements AccountWritten {}

  /// There is, or was, an account of this id, or one with this account at an OAuth provider.
  record IdTaken() implements AccountWritten {}
}
