package dev.rollcall.project;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rollcall.mail.MailAddress;
import dev.rollcall.mail.SmtpServer;
import java.util.Objects;

/// The mail server through which a project's mail goes.
///
/// @param password empty where the server wants none
public record EmailServer(
    @JsonProperty("host") String host,
    @JsonProperty("port") int port,
    @JsonProperty("username") String username,
    @JsonProperty("password") String password,
    @JsonProperty("sender_name") String senderName,
    @JsonProperty("sender_email") String senderEmail) {

  /// @throws IllegalArgumentException if no mail could go through it; the message says why
  public EmailServer {
    requireUsable(SmtpServer.usual(host, port, null), new MailAddress(senderName, senderEmail));
  }

  /// Whether the password is for this login there, so that it need not be given again.
  public boolean isFor(String otherHost, long otherPort, String otherUsername) {
    return host.equals(otherHost) && port == otherPort && username.equals(otherUsername);
  }

  /// Their constructors have refused what cannot be used.
  private static void requireUsable(SmtpServer server, MailAddress sender) {
    Objects.requireNonNull(server);
    Objects.requireNonNull(sender);
  }

  @Override
  public String toString() {
    return "EmailServer[" + host + ":" + port + "]";
  }
}
