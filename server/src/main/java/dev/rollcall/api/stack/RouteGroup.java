package dev.rollcall.api.stack;

/// Routes that belong together.
@FunctionalInterface
public interface RouteGroup {
  void addTo(StackRoutes routes);
}
