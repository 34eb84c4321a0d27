package dev.rollcall.api.stack;

import java.time.Instant;
import java.util.Optional;

/// One project, `p1`, with one key for each access and one user.
final class FakeProjects implements AuthProjects {
  static final String USER = "0a1b2c3d-0000-4000-8000-00000000000a";
  static final Instant WHEN = Instant.parse("2025-06-30T10:00:00Z");

  @Override
  public Optional<AuthProject> find(String projectId) {
    return projectId.equals("p1") ? Optional.of(new Project()) : Optional.empty();
  }

  @Override
  public TokenCheck verify(String projectId, String accessToken) {
    return switch (accessToken) {
      case "of-u1" -> new TokenCheck.Valid(USER, "session-1", WHEN);
      case "of-deleted" -> new TokenCheck.Valid("gone", "session-2", WHEN);
      case "expired" -> new TokenCheck.Expired(WHEN);
      case "of-other" -> new TokenCheck.ForAnotherProject(projectId, "p9");
      default -> new TokenCheck.Unparsable();
    };
  }

  @Override
  public AdminTokenCheck verifyAdmin(String projectId, String adminAccessToken) {
    return switch (adminAccessToken) {
      case "manager" -> new AdminTokenCheck.Granted();
      case "expired" -> new AdminTokenCheck.Expired(WHEN);
      case "of-other" -> new AdminTokenCheck.ForAnotherProject();
      case "stranger" -> new AdminTokenCheck.NotAdmin();
      default -> new AdminTokenCheck.Unparsable();
    };
  }

  private record Project() implements AuthProject {
    @Override
    public String id() {
      return "p1";
    }

    @Override
    public boolean accepts(Access access, String key) {
      return key.equals("key-" + access.wireName());
    }

    @Override
    public boolean hasUser(String userId) {
      return userId.equals(USER);
    }
  }
}
