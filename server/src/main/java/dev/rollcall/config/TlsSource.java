package dev.rollcall.config;

import java.nio.file.Path;

/// Where the certificate of the TLS listener comes from.
public sealed interface TlsSource {
  /// A certificate authority of the machine's own, made when it is first needed.
  record Development() implements TlsSource {}

  /// The operator's own certificate and key.
  record Files(Path certificate, Path key) implements TlsSource {}
}
