package dev.rollcall.project;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What a host's name must look like, and which names nobody can own all of.
final class HostName {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");
  private static final Pattern BYTE =
      Pattern.compile("0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]");

  /// The second labels under which countries register, as in `co.uk`.
  private static final Set<String> REGISTRIES =
      Set.of("ac", "co", "com", "edu", "go", "gob", "gov", "gv", "mil", "ne", "net", "or", "org");

  /// Hosts that give a name below them to anybody; the best known ones, the list cannot be whole.
  private static final Set<String> SHARED =
      Set.of(
          "amazonaws.com",
          "app.github.dev",
          "appspot.com",
          "azurestaticapps.net",
          "azurewebsites.net",
          "blogspot.com",
          "bubbleapps.io",
          "cloudapp.net",
          "cloudfront.net",
          "codesandbox.io",
          "csb.app",
          "deno.dev",
          "elasticbeanstalk.com",
          "firebaseapp.com",
          "fly.dev",
          "github.dev",
          "github.io",
          "gitlab.io",
          "gitpod.io",
          "glitch.me",
          "herokuapp.com",
          "loca.lt",
          "lovable.app",
          "netlify.app",
          "ngrok-free.app",
          "ngrok.app",
          "ngrok.io",
          "nip.io",
          "ondigitalocean.app",
          "onrender.com",
          "pages.dev",
          "railway.app",
          "repl.co",
          "replit.app",
          "replit.dev",
          "run.app",
          "sslip.io",
          "stackblitz.io",
          "surge.sh",
          "trycloudflare.com",
          "up.railway.app",
          "vercel.app",
          "web.app",
          "webcontainer.io",
          "wixsite.com",
          "workers.dev");

  private HostName() {}

  /// Answers the host, which must be lower case already.
  static String check(String host) throws UnclearUrlException {
    if (host.startsWith("[")) {
      return checkIpv6(host);
    }
    List<String> labels = labels(host);
    if (host.length() > 253 || !labels.stream().allMatch(label -> LABEL.matcher(label).matches())) {
      throw new UnclearUrlException("its host is not a name of letters, digits and hyphens");
    }
    // Browsers read any host whose last label is a number as an IPv4 address: 127.1, 0x7f000001.
    if (NUMBER.matcher(labels.getLast()).matches() && !isIpv4(host)) {
      throw new UnclearUrlException(
          "its host is a number that is not written as four decimal bytes");
    }
    return host;
  }

  /// `localhost`, `*.localhost` and `127.x.y.z`.
  static boolean isLocalhost(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || (host.startsWith("127.") && isIpv4(host));
  }

  /// Whether strangers can own names below this one, so that trusting all of them trusts strangers.
  static boolean belongsToMany(String host) {
    List<String> labels = labels(host);
    return labels.size() < 2
        || SHARED.contains(host)
        || (labels.size() == 2
            && labels.getLast().length() == 2
            && REGISTRIES.contains(labels.getFirst()));
  }

  static boolean isAddress(String host) {
    return host.startsWith("[") || isIpv4(host);
  }

  private static boolean isIpv4(String host) {
    List<String> labels = labels(host);
    return labels.size() == 4 && labels.stream().allMatch(label -> BYTE.matcher(label).matches());
  }

  private static String checkIpv6(String host) throws UnclearUrlException {
    try {
      if (InetAddress.ofLiteral(host.substring(1, host.length() - 1)) instanceof Inet6Address) {
        return host;
      }
    } catch (IllegalArgumentException notAnAddress) {
      // Said below.
    }
    throw new UnclearUrlException("its host is not a plain IPv6 address");
  }

  private static List<String> labels(String host) {
    return List.of(host.split("\\.", -1));
  }
}
