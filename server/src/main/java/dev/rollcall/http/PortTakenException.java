package dev.rollcall.http;

/// The HTTP server could not listen.
public final class PortTakenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PortTakenException(String host, int port) {
    super(
        "Cannot listen on "
            + host
            + ":"
            + port
            + ", probably because another program does. Stop it, or choose another port with --port");
  }
}
