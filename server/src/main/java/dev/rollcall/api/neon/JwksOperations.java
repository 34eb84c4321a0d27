package dev.rollcall.api.neon;

import dev.rollcall.project.ProjectId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the management API can have done about whose tokens a project takes. The composition root
/// does it.
public interface JwksOperations {

  /// What is wanted, as it was said. What is null is found out, or is as usual.
  record Wanted(
      String jwksUrl,
      @Nullable String providerName,
      @Nullable String issuer,
      @Nullable String audience,
      @Nullable List<String> roles) {}

  /// One key set.
  ///
  /// @param id `built-in` for the built-in provider's own
  /// @param kids the keys that count now
  /// @param fetchedAt when they were fetched; null for our own, and where they never were
  /// @param failure why they could not be fetched last; null where they could
  record Listed(
      String id,
      ProjectId project,
      URI jwksUrl,
      String providerName,
      String issuer,
      @Nullable String audience,
      List<String> roles,
      Instant createdAt,
      List<String> kids,
      @Nullable Instant fetchedAt,
      @Nullable String failure) {}

  /// The built-in provider's own first.
  List<Listed> all(ProjectId project);

  /// @throws OperationRefusedException if it cannot be used, or its keys cannot be had
  Listed add(ProjectId project, Wanted wanted);

  /// Takes its tokens no more, at once. Empty where there is none.
  ///
  /// @throws OperationRefusedException for the built-in provider's own
  Optional<Listed> remove(ProjectId project, String id);
}
