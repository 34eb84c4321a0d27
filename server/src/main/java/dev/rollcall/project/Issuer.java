package dev.rollcall.project;

import java.time.Instant;
import java.util.UUID;

/// Another issuer, as a project has it.
public record Issuer(UUID id, ProjectId project, IssuerSettings settings, Instant createdAt) {

  /// What came of adding one.
  public sealed interface Adding {
    /// The project takes its tokens from now on.
    record Added(Issuer issuer) implements Adding {}

    /// Nothing was changed.
    ///
    /// @param reason why, and what to do instead
    record Refused(String reason) implements Adding {}
  }
}
