package dev.rollcall.api.stack;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds out who sends a request. The checks stand in the protocol's order: a wrong access token is
/// told before a wrong key, a wrong key before a project that does not exist.
final class Authentication {
  private static final String CLIENT_KEY = "publishable-client-key";
  private static final String SERVER_KEY = "secret-server-key";
  private static final String ADMIN_KEY = "super-secret-admin-key";
  private static final String ADMIN_TOKEN = "admin-access-token";
  private static final List<String> KEYS = List.of(CLIENT_KEY, SERVER_KEY, ADMIN_KEY, ADMIN_TOKEN);

  /// The only branch that a project has.
  private static final String BRANCH = "main";

  private final AuthProjects projects;

  Authentication(AuthProjects projects) {
    this.projects = projects;
  }

  /// @param least what the route asks for
  /// @throws StackRefusedException if the headers contradict themselves, or do not suffice
  Caller callerOf(StackHeaders headers, Access least) {
    if (least == Access.NONE) {
      return Caller.NOBODY;
    }
    Access access = accessOf(headers);
    if (access == Access.NONE) {
      throw KnownError.ACCESS_TYPE_REQUIRED.refused();
    }
    String projectId =
        headers
            .first("project-id")
            .orElseThrow(() -> DetailedError.accessTypeWithoutProjectId(access).refused());
    Optional<SignedIn> user =
        headers.first("access-token").map(token -> signedIn(projectId, token));
    AuthProject project = projectOf(headers, access, projectId);
    String branch = headers.first("branch-id").orElse(BRANCH);
    if (!branch.equals(BRANCH)) {
      throw DetailedError.branchDoesNotExist(branch).refused();
    }
    if (!access.atLeast(least)) {
      throw DetailedError.insufficientAccessType(access, least).refused();
    }
    @Nullable SignedIn present = user.filter(it -> project.hasUser(it.userId())).orElse(null);
    return new Caller(access, project, present);
  }

  private static Access accessOf(StackHeaders headers) {
    Optional<String> type = headers.first("access-type");
    if (type.isPresent()) {
      return Access.named(type.get())
          .orElseThrow(() -> DetailedError.invalidAccessType(type.get()).refused());
    }
    if (KEYS.stream().anyMatch(key -> headers.first(key).isPresent())) {
      throw KnownError.PROJECT_KEY_WITHOUT_ACCESS_TYPE.refused();
    }
    return Access.NONE;
  }

  private SignedIn signedIn(String projectId, String token) {
    return switch (projects.verify(projectId, token)) {
      case TokenCheck.Valid(var subject, var session, var until) ->
          new SignedIn(subject, session, until);
      case TokenCheck.Unparsable() -> throw KnownError.UNPARSABLE_ACCESS_TOKEN.refused();
      case TokenCheck.Expired(var at) -> throw DetailedError.accessTokenExpired(at).refused();
      case TokenCheck.ForAnotherProject(var expected, var actual) ->
          throw DetailedError.invalidProjectForAccessToken(expected, actual).refused();
    };
  }

  /// A key cannot be right for a project that does not exist, so only an admin access token finds
  /// out that there is none.
  private AuthProject projectOf(StackHeaders headers, Access access, String projectId) {
    Optional<AuthProject> project = projects.find(projectId);
    Optional<String> adminToken = headers.first(ADMIN_TOKEN);
    if (access == Access.ADMIN && headers.first(ADMIN_KEY).isEmpty() && adminToken.isPresent()) {
      checkAdmin(projectId, adminToken.get());
      return project.orElseThrow(() -> DetailedError.projectNotFound(projectId).refused());
    }
    String key = headers.first(headerOf(access)).orElseThrow(() -> missing(access).refused());
    return project
        .filter(it -> it.accepts(access, key))
        .orElseThrow(() -> wrong(access, projectId).refused());
  }

  private void checkAdmin(String projectId, String token) {
    switch (projects.verifyAdmin(projectId, token)) {
      case AdminTokenCheck.Granted() -> {}
      case AdminTokenCheck.Unparsable() -> throw KnownError.UNPARSABLE_ADMIN_ACCESS_TOKEN.refused();
      case AdminTokenCheck.Expired(var at) ->
          throw DetailedError.adminAccessTokenExpired(at).refused();
      case AdminTokenCheck.ForAnotherProject() ->
          throw KnownError.INVALID_PROJECT_FOR_ADMIN_ACCESS_TOKEN.refused();
      case AdminTokenCheck.NotAdmin() -> throw KnownError.ADMIN_ACCESS_TOKEN_IS_NOT_ADMIN.refused();
    }
  }

  private static String headerOf(Access access) {
    return switch (access) {
      case NONE -> throw new IllegalArgumentException("no key goes with no access");
      case CLIENT -> CLIENT_KEY;
      case SERVER -> SERVER_KEY;
      case ADMIN -> ADMIN_KEY;
    };
  }

  private static KnownError missing(Access access) {
    return switch (access) {
      case NONE -> KnownError.ACCESS_TYPE_REQUIRED;
      case CLIENT -> KnownError.CLIENT_AUTHENTICATION_REQUIRED;
      case SERVER -> KnownError.SERVER_AUTHENTICATION_REQUIRED;
      case ADMIN -> KnownError.ADMIN_AUTHENTICATION_REQUIRED;
    };
  }

  private static StackAnswer wrong(Access access, String projectId) {
    return switch (access) {
      case NONE -> KnownError.ACCESS_TYPE_REQUIRED;
      case CLIENT -> DetailedError.invalidPublishableClientKey(projectId);
      case SERVER -> DetailedError.invalidSecretServerKey(projectId);
      case ADMIN -> DetailedError.invalidSuperSecretAdminKey(projectId);
    };
  }
}
