package dev.rollcall.provider;

import dev.rollcall.http.HttpCaller;
import java.time.InstantSource;
import java.util.List;

/// What Rollcall knows of one kind of provider before a project connects one.
public interface Dialect {

  ProviderId id();

  /// What must be known to connect, in the order in which `connect --help` lists it.
  List<Setting> settings();

  /// Whether every user's id is a UUID, so that a project with `--id-type uuid` can connect it.
  boolean idsAreUuids();

  /// A connector for these settings. Opens no connection; [Connector#check] does.
  ///
  /// @throws IllegalArgumentException if a setting cannot be used; the message says which and why
  Connector connector(ProviderSettings settings, HttpCaller http, InstantSource clock);
}
