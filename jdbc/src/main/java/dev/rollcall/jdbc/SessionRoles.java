package dev.rollcall.jdbc;

/// Which role a transaction takes, by whether there is a user. It keeps a mistake in the
/// application's own SQL from showing what policies hide. It is no wall against SQL that a user
/// wrote: `reset role` leads back to the role that logged in.
public record SessionRoles(String withUser, String withoutUser) {
  /// `authenticated` and `anonymous`.
  public static SessionRoles usual() {
    return new SessionRoles("authenticated", "anonymous");
  }
}
