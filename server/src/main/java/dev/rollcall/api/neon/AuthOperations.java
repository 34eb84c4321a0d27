package dev.rollcall.api.neon;

import dev.rollcall.project.AuthProject;
import dev.rollcall.project.KeyIssuer;
import dev.rollcall.project.ProjectId;
import dev.rollcall.token.KeyRing;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What the management API can have done at the built-in provider of a project. The composition
/// root does it.
public interface AuthOperations {

  /// Empty while the project has another provider, or none.
  Optional<AuthProject> find(ProjectId project);

  /// Changes how a project is set up.
  AuthProject change(ProjectId project, UnaryOperator<AuthProject> change);

  /// The keys that applications come with.
  KeyIssuer keys();

  /// The keys that sign access tokens.
  KeyRing signing();

  InstantSource clock();

  /// Where the public halves of a project's signing keys are.
  URI jwksUrl(AuthProject project);

  /// Makes a user, who may sign in with this address once it is known to be theirs.
  ///
  /// @throws OperationRefusedException if another user has the address
  UUID makeUser(AuthProject project, String email, @Nullable String name);

  /// What the operator of a project should know, though all of it works.
  List<String> notes(ProjectId project);
}
