/// The certificates that the HTTP server shows: an operator's own, or a development authority's. A
/// thin layer over the JDK's TLS. Start reading at [LiveCertificate].
@NullMarked
package dev.rollcall.tls;

import org.jspecify.annotations.NullMarked;
