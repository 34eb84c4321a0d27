package dev.rollcall.api.stack;

import dev.rollcall.project.AuthProject;
import dev.rollcall.project.RedirectCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps mails and redirects to the project's trusted domains.
final class Redirects {
  private static final Logger LOG = LoggerFactory.getLogger(Redirects.class);

  private Redirects() {}

  /// @return the URL in its normal form
  /// @throws StackRefusedException with REDIRECT_URL_NOT_WHITELISTED if it is not trusted; the
  ///   details say why and how to allow it
  static String trusted(AuthProject project, String url) {
    return switch (project.settings().trusted().check(url)) {
      case RedirectCheck.Trusted(var normal) -> normal;
      case RedirectCheck.Refused(var reason) -> {
        LOG.info("project={} refused a redirect: {}", project.project(), reason);
        throw DetailedError.redirectUrlNotWhitelisted(reason).refused();
      }
    };
  }
}
