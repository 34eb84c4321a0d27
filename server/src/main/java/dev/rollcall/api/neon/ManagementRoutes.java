package dev.rollcall.api.neon;

import io.helidon.webserver.http.HttpRules;

/// A group of routes of the management API, below `/api/v2`, behind its authentication.
@FunctionalInterface
public interface ManagementRoutes {
  void routing(HttpRules rules);
}
