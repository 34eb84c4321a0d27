package dev.rollcall.feed.hook;

import dev.rollcall.project.ProjectId;
import dev.rollcall.secret.Secret;
import dev.rollcall.secret.Secrets;
import dev.rollcall.secret.SignedHeaders;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The secrets that messages are signed with, in the form of Standard Webhooks. At rest they are
/// encrypted, each for its own endpoint and column.
final class SigningSecrets {
  private static final int BYTES = 32;

  private final Secrets secrets;
  private final ProjectId project;
  private final SecureRandom random;

  SigningSecrets(Secrets secrets, ProjectId project, SecureRandom random) {
    this.secrets = secrets;
    this.project = project;
    this.random = random;
  }

  Secret make() {
    byte[] key = new byte[BYTES];
    random.nextBytes(key);
    return new Secret(SignedHeaders.PREFIX + Base64.getEncoder().encodeToString(key));
  }

  byte[] seal(String endpoint, Secret secret) {
    return secrets.encrypt(current(endpoint), secret);
  }

  /// What was sealed as the current secret, sealed as the one before.
  byte[] retire(String endpoint, byte[] sealed) {
    return secrets.encrypt(previous(endpoint), secrets.decrypt(current(endpoint), sealed));
  }

  /// The secrets that a message to this endpoint is signed with.
  ///
  /// @throws dev.rollcall.secret.UnreadableSecretException if the master key is another than when
  ///   they were sealed
  List<Secret> open(String endpoint, byte[] sealed, byte @Nullable [] sealedBefore) {
    List<Secret> open = new ArrayList<>();
    open.add(secrets.decrypt(current(endpoint), sealed));
    if (sealedBefore != null) {
      open.add(secrets.decrypt(previous(endpoint), sealedBefore));
    }
    return open;
  }

  private String current(String endpoint) {
    return "project/" + project + "/webhook/" + endpoint;
  }

  private String previous(String endpoint) {
    return current(endpoint) + "/previous";
  }
}
