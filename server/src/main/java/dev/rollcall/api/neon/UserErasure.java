package dev.rollcall.api.neon;

import dev.rollcall.project.ProjectId;
import java.util.Optional;

/// Removes a user's personal data for good. The composition root does it.
@FunctionalInterface
public interface UserErasure {

  /// What was removed.
  ///
  /// @param known false where nobody ever heard of such a user
  /// @param account whether there was an account at the built-in provider
  /// @param events how many events in the inbox lost their payload
  /// @param messages how many messages to webhooks were removed
  record Report(boolean known, boolean account, int events, int messages) {}

  /// Empty where nobody ever heard of such a user.
  ///
  /// @throws OperationRefusedException if somebody else holds the row
  Optional<Report> erase(ProjectId project, String userId);
}
