package dev.rollcall.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/// Which addresses our own requests may go to. Link-local addresses, where clouds keep their
/// credentials, never; loopback, private and reserved ones only where the operator named them: by
/// their URL, as a provider's, or by their network.
///
/// @param privateAllowed true for URLs that the operator set, false for those that anyone else did
/// @param named networks that may be called in any case, by https
/// @param where the operator says what else may be called, for people
public record EgressGuard(boolean privateAllowed, Networks named, String where) {
  private static final String BY_URL = "where the operator set the URL";

  public EgressGuard(boolean privateAllowed) {
    this(privateAllowed, Networks.NONE, BY_URL);
  }

  /// For URLs that anyone set, in public networks and in those that the operator named.
  ///
  /// @param setting with which that is done
  public static EgressGuard naming(Networks named, String setting) {
    return new EgressGuard(false, named, "where " + setting + " names their network");
  }

  /// Looks the host up and checks all its addresses. A name may mean another address a moment
  /// later: where others set the URL, use [PinnedCaller], which connects to what it checked.
  ///
  /// @throws HttpFailure if the URL must not be called; the message says why
  public void check(URI url) throws HttpFailure {
    checkForm(url);
    try {
      check(InetAddress.getAllByName(url.getHost()));
    } catch (AddressRefusedException refused) {
      throw new HttpFailure(url, String.valueOf(refused.getMessage()));
    } catch (UnknownHostException unknown) {
      throw new HttpFailure(url, "the host's name could not be resolved");
    }
  }

  void checkForm(URI url) throws HttpFailure {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !(privateAllowed && scheme.equals("http"))) {
      throw new HttpFailure(url, "only https is allowed");
    }
    if (url.getHost() == null || url.getUserInfo() != null) {
      throw new HttpFailure(url, "the URL needs a host, and no user information");
    }
  }

  /// One address that must not be called is enough to refuse them all.
  void check(InetAddress[] addresses) throws AddressRefusedException {
    for (InetAddress address : addresses) {
      Network.Kind kind = Network.kind(address);
      if (kind == Network.Kind.NEVER) {
        throw new AddressRefusedException("link-local and multicast addresses are never called");
      }
      if (!privateAllowed && kind != Network.Kind.PUBLIC && !named.contain(address)) {
        throw new AddressRefusedException(
            kind.name().toLowerCase(Locale.ROOT) + " addresses are only called " + where);
      }
    }
  }

  /// The guard refuses an address. A failure to resolve as far as an HTTP client is concerned.
  static final class AddressRefusedException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    AddressRefusedException(String reason) {
      super(reason);
    }
  }
}
