/// Certificates as OpenSSL makes them, and handshakes with a client that trusts one authority only.
/// Start reading at [CertificateFilesTest].
@NullMarked
package dev.rollcall.tls;

import org.jspecify.annotations.NullMarked;
