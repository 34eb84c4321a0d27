package dev.rollcall.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The certificate that the server shows at this time. It can be replaced while the server runs:
/// connections that are open go on, new ones get the new one.
public final class LiveCertificate {
  private final AtomicReference<Generations> shown;

  /// A handshake that began with the certificate before finds its key, too.
  private record Generations(
      long number, ServerCertificate now, @Nullable ServerCertificate before) {

    Generations next(ServerCertificate certificate) {
      return new Generations(number + 1, certificate, now);
    }

    @Nullable ServerCertificate of(String alias) {
      if (alias.equals(String.valueOf(number))) {
        return now;
      }
      return alias.equals(String.valueOf(number - 1)) ? before : null;
    }
  }

  public LiveCertificate(ServerCertificate first) {
    shown = new AtomicReference<>(new Generations(0, first, null));
  }

  public ServerCertificate current() {
    return shown.get().now();
  }

  /// Shows another certificate if the source has one.
  ///
  /// @return whether it had
  public boolean refresh(CertificateSource source, Instant now) {
    if (!source.isDue(current(), now)) {
      return false;
    }
    ServerCertificate next = source.get(now);
    shown.updateAndGet(before -> before.next(next));
    return true;
  }

  /// What TLS connections are made with.
  public SSLContext context(SecureRandom random) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new Keys()}, null, random);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("This Java knows no TLS", impossible);
    }
  }

  private final class Keys extends X509ExtendedKeyManager {
    private @Nullable String alias(String keyType) {
      Generations generations = shown.get();
      return generations.now().key().getAlgorithm().equals(keyType)
          ? String.valueOf(generations.number())
          : null;
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return alias(keyType);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      ServerCertificate found = shown.get().of(alias);
      return found == null ? null : found.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      ServerCertificate found = shown.get().of(alias);
      return found == null ? null : found.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      String alias = alias(keyType);
      return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }
}
