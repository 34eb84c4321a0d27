package dev.rollcall.project;

import dev.rollcall.secret.OpaqueToken;
import dev.rollcall.secret.Secret;
import java.security.SecureRandom;

/// A key that an application sends: what it may do depends on its kind.
public record ApplicationKey(Kind kind, Secret text) {
  private static final int SHOWN = 4;

  /// The shortest text that is taken for a key which was made elsewhere.
  private static final int SHORTEST = 16;

  /// @throws IllegalArgumentException if the text is too short to be a secret
  public ApplicationKey {
    if (text.value().length() < SHORTEST || text.value().length() > 200) {
      throw new IllegalArgumentException(
          "A " + kind.says + " needs " + SHORTEST + " to 200 characters");
    }
  }

  /// What a key opens.
  public enum Kind {
    /// May stand in a web page: it names the application, and is no secret.
    PUBLISHABLE("pck", "publishable client key"),
    /// For the application's server: all users.
    SECRET("ssk", "secret server key"),
    /// For the project's settings too.
    ADMIN("sak", "super secret admin key");

    private final String prefix;
    private final String says;

    Kind(String prefix, String says) {
      this.prefix = prefix;
      this.says = says;
    }

    /// As the protocol names it: `publishable_client_key`.
    public String wireName() {
      return says.replace(' ', '_');
    }
  }

  public static ApplicationKey random(Kind kind, SecureRandom random) {
    return new ApplicationKey(
        kind, new Secret(kind.prefix + "_" + OpaqueToken.random(random).value()));
  }

  byte[] hash() {
    return OpaqueToken.hash(text.value());
  }

  /// The last characters, by which people tell keys apart.
  String end() {
    return text.value().substring(text.value().length() - SHOWN);
  }
}
