package dev.rollcall.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Locale;

/// The HTTP server could not listen.
public final class PortTakenException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int FIRST_FOR_ALL = 1024;

  private PortTakenException(String message) {
    super(message);
  }

  /// @param flag what chooses another port
  static PortTakenException because(String host, int port, String flag) {
    String where = "Cannot listen on " + host + ":" + port + ", ";
    return new PortTakenException(
        port < FIRST_FOR_ALL && isForbidden(host, port)
            ? where
                + "because ports below 1024 take rights that this user lacks. On Linux grant them"
                + " with sysctl net.ipv4.ip_unprivileged_port_start="
                + port
                + ", or choose another port with "
                + flag
            : where
                + "probably because another program does. Stop it, or choose another port with "
                + flag);
  }

  private static boolean isForbidden(String host, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(host, port));
      return false;
    } catch (IOException refused) {
      return String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT).contains("permission");
    }
  }
}
