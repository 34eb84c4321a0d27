package dev.rollcall.api.stack;

import java.util.Optional;

/// The projects whose users sign in here, as far as a request's headers ask about them.
public interface AuthProjects {
  Optional<AuthProject> find(String projectId);

  /// Reads an access token that came with a request to the project given. It is asked before the
  /// project's keys are, and also where no such project exists.
  TokenCheck verify(String projectId, String accessToken);

  /// Reads `x-stack-admin-access-token`: an access token of the project `internal`, whose user
  /// manages the project given.
  AdminTokenCheck verifyAdmin(String projectId, String adminAccessToken);
}
