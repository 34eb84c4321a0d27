package dev.rollcall.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/// Which addresses our own requests may go to. Link-local addresses, where clouds keep their
/// credentials, never; loopback and private ones only where the operator named them, which is what
/// a provider's URL is.
///
/// @param privateAllowed true for URLs that the operator set, false for those that anyone else did
public record EgressGuard(boolean privateAllowed) {

  /// @throws HttpFailure if the URL must not be called; the message says why
  public void check(URI url) throws HttpFailure {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !(privateAllowed && scheme.equals("http"))) {
      throw new HttpFailure(url, "only https is allowed");
    }
    if (url.getHost() == null || url.getUserInfo() != null) {
      throw new HttpFailure(url, "the URL needs a host, and no user information");
    }
    try {
      for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
        refuse(url, address);
      }
    } catch (UnknownHostException unknown) {
      throw new HttpFailure(url, "the host's name could not be resolved");
    }
  }

  private void refuse(URI url, InetAddress address) throws HttpFailure {
    if (address.isLinkLocalAddress() || address.isMulticastAddress()) {
      throw new HttpFailure(url, "link-local and multicast addresses are never called");
    }
    if (!privateAllowed
        && (address.isLoopbackAddress()
            || address.isSiteLocalAddress()
            || address.isAnyLocalAddress()
            || isUniqueLocal(address))) {
      throw new HttpFailure(
          url, "private addresses are only called where the operator set the URL");
    }
  }

  private static boolean isUniqueLocal(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC;
  }
}
