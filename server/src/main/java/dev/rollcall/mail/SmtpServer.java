package dev.rollcall.mail;

import dev.rollcall.secret.Secret;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A mail server that takes mail from us.
///
/// @param login null where it asks for none
public record SmtpServer(String host, int port, @Nullable Login login, Tls tls) {
  private static final int IMPLICIT_TLS_PORT = 465;
  private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}_.:-]{1,255}");

  public SmtpServer {
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("Not the name of a mail server: '" + host + "'");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("Not the port of a mail server: " + port);
    }
  }

  /// A user name and its password.
  public record Login(String user, Secret password) {}

  /// How the connection is encrypted. A certificate that does not fit ends it in every case.
  public enum Tls {
    /// From the first byte.
    IMPLICIT,
    /// By STARTTLS; without it nothing is sent.
    REQUIRED,
    /// By STARTTLS where the server offers it. A password is sent unencrypted to this machine only.
    OFFERED,
    /// Never, not even a password; for a server in a network of one's own.
    NONE;

    /// What is usual on a port.
    public static Tls usual(int port) {
      return port == IMPLICIT_TLS_PORT ? IMPLICIT : OFFERED;
    }
  }

  /// A server with what is usual on its port.
  public static SmtpServer usual(String host, int port, @Nullable Login login) {
    return new SmtpServer(host, port, login, Tls.usual(port));
  }

  Optional<Login> credentials() {
    return Optional.ofNullable(login);
  }
}
