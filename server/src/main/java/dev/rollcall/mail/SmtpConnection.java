package dev.rollcall.mail;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Predicate;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// A connection that is closed when its time is over, however slowly the server speaks.
final class SmtpConnection implements AutoCloseable {
  private final Socket plain;
  private final Socket socket;
  private final Thread watch;
  private volatile boolean timeIsOver;

  private SmtpConnection(Socket plain, SmtpServer server, Timeouts timeouts, SSLSocketFactory tls)
      throws IOException {
    this.plain = plain;
    this.watch =
        Thread.ofVirtual().name("mail time limit").unstarted(() -> limit(timeouts.whole()));
    this.watch.start();
    try {
      plain.setSoTimeout(Math.toIntExact(timeouts.read().toMillis()));
      this.socket = server.tls() == SmtpServer.Tls.IMPLICIT ? encrypted(server, tls) : plain;
    } catch (IOException failure) {
      close();
      throw failure;
    }
  }

  /// @throws IOException if the server cannot be reached, or none may be at its address
  static SmtpConnection open(
      SmtpServer server, Timeouts timeouts, Predicate<InetAddress> mayReach, SSLSocketFactory tls)
      throws IOException {
    // Resolved once: the address that was checked is the one that is called.
    InetAddress[] addresses = InetAddress.getAllByName(server.host());
    for (InetAddress address : addresses) {
      if (!mayReach.test(address)) {
        throw new IOException("The mail server's address must not be called from here");
      }
    }
    return new SmtpConnection(connect(server, addresses, timeouts), server, timeouts, tls);
  }

  Socket socket() {
    return socket;
  }

  boolean timeIsOver() {
    return timeIsOver;
  }

  boolean loopback() {
    return plain.getInetAddress().isLoopbackAddress();
  }

  /// How we call ourselves; a literal address is understood everywhere (RFC 5321 §4.1.3).
  String localName() {
    InetAddress local = plain.getLocalAddress();
    String address = local.getHostAddress().replaceFirst("%.*", "");
    return local instanceof Inet6Address ? "[IPv6:" + address + "]" : "[" + address + "]";
  }

  @Override
  public void close() {
    watch.interrupt();
    closeQuietly(plain);
  }

  private static Socket connect(SmtpServer server, InetAddress[] addresses, Timeouts timeouts)
      throws IOException {
    IOException failure = new IOException("The mail server has no address");
    for (InetAddress address : addresses) {
      Socket socket = new BoundedSocket();
      try {
        // Under the name that was configured: the certificate is compared with it. Of an address
        // without a name, Java would ask the DNS, and whoever owns the address would choose.
        InetAddress named = InetAddress.getByAddress(server.host(), address.getAddress());
        socket.connect(
            new InetSocketAddress(named, server.port()),
            Math.toIntExact(timeouts.connect().toMillis()));
        return socket;
      } catch (IOException notThisOne) {
        closeQuietly(socket);
        failure = notThisOne;
      }
    }
    throw failure;
  }

  private Socket encrypted(SmtpServer server, SSLSocketFactory tls) throws IOException {
    SSLSocket secure = (SSLSocket) tls.createSocket(plain, server.host(), server.port(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  private void limit(Duration whole) {
    try {
      Thread.sleep(whole);
      timeIsOver = true;
      closeQuietly(plain);
    } catch (InterruptedException done) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is of no more use either way.
    }
  }
}
