package dev.rollcall.reconcile;

/// Whether this server may still do what only one server may do at a time.
@FunctionalInterface
public interface KeepGoing {
  boolean stillOurs();
}
