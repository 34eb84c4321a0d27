package dev.rollcall.app;

import dev.rollcall.http.HttpDoor;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All that others can knock at, and what has to run for it.
record Doors(
    HttpDoor http,
    Certificates certificates,
    BuiltInDoor builtIn,
    SqlOverHttp sql,
    @Nullable Mocks mocks,
    Visibility visibility,
    ProjectWatch watch) {

  void start() {
    http.start();
    certificates.start();
    builtIn.start();
    sql.start();
    watch.start();
  }

  void stop() {
    visibility.stopping();
    http.stop();
    certificates.stop();
    builtIn.stop();
    sql.stop();
    watch.stop();
    if (mocks != null) {
      mocks.stop();
    }
    visibility.stop();
  }

  /// When all work has ended.
  void leave() {
    watch.leave();
  }

  /// Where TLS is spoken; empty if it is not.
  Optional<URI> secureUrl() {
    return certificates.url(http.tlsPort());
  }

  /// Tells those who have to know it where the server listens.
  void listenAt(URI url) {
    if (mocks != null) {
      mocks.listensAt(url);
    }
  }

  /// What goes into the file `env` for them.
  Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    if (mocks != null) {
      variables.putAll(mocks.variables());
    }
    secureUrl().ifPresent(url -> variables.put("ROLLCALL_TLS_URL", url.toString()));
    return variables;
  }
}
