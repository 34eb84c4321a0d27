package dev.rollcall.http;

import javax.net.ssl.SSLContext;

/// A second listener of the server, for TLS 1.2 and newer.
///
/// @param port 0 for any free one
/// @param forGood whether browsers shall remember that this host has TLS
public record TlsListener(int port, SSLContext context, boolean forGood) {}
