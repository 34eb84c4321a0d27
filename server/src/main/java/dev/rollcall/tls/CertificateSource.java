package dev.rollcall.tls;

import java.time.Instant;

/// Where a server's certificate comes from, and from where it is renewed.
public sealed interface CertificateSource permits CertificateFiles, DevelopmentAuthority {
  /// The certificate to show from now on.
  ///
  /// @throws TlsException if there is none that can be used
  ServerCertificate get(Instant now);

  /// Whether there is, or should be, another one than what is shown.
  ///
  /// @throws TlsException if that cannot be told
  boolean isDue(ServerCertificate shown, Instant now);
}
