package dev.rollcall.project;

import com.fasterxml.jackson.annotation.JsonProperty;

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

  @Override
  public String toString() {
    return "EmailServer[" + host + ":" + port + "]";
  }
}
