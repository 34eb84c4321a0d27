package dev.rollcall.app;

import dev.rollcall.config.Config;
import dev.rollcall.config.TlsSource;
import dev.rollcall.http.TlsListener;
import dev.rollcall.project.DatabaseLogin;
import dev.rollcall.tls.CertificateFiles;
import dev.rollcall.tls.CertificateSource;
import dev.rollcall.tls.DevelopmentAuthority;
import dev.rollcall.tls.LiveCertificate;
import dev.rollcall.tls.MachineNames;
import dev.rollcall.tls.ServerCertificate;
import dev.rollcall.tls.TlsException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the TLS listener needs: a certificate, there before anything else starts, and kept fresh
/// while the server runs.
final class Certificates {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration WARN_BEFORE = Duration.ofDays(7);
  private static final String LOCAL = "127.0.0.1";

  private final @Nullable TlsListener listener;
  private final @Nullable Loop loop;
  private final String host;
  private final Map<String, String> trust;

  private Certificates(
      @Nullable TlsListener listener, @Nullable Loop loop, String host, Map<String, String> trust) {
    this.listener = listener;
    this.loop = loop;
    this.host = host;
    this.trust = trust;
  }

  /// @throws StartException if the certificate cannot be used
  static Certificates of(Config config, InstantSource clock, SecureRandom random) {
    try {
      return switch (config.tls()) {
        case null -> new Certificates(null, null, "", Map.of());
        case TlsSource.Files files -> own(config, files, clock, random);
        case TlsSource.Development _ -> development(config, clock, random);
      };
    } catch (TlsException unusable) {
      throw new StartException(String.valueOf(unusable.getMessage()), unusable);
    } catch (UncheckedIOException failure) {
      throw new StartException(
          "The development certificate authority cannot be kept in the data folder: "
              + failure.getCause(),
          failure);
    }
  }

  private static Certificates own(
      Config config, TlsSource.Files files, InstantSource clock, SecureRandom random) {
    CertificateSource source = new CertificateFiles(files.certificate(), files.key());
    LiveCertificate live = new LiveCertificate(source.get(clock.instant()));
    warnOfEnd(live.current(), clock.instant());
    @Nullable URI publicUrl = config.publicUrl();
    return new Certificates(
        new TlsListener(config.tlsPort(), live.context(random), true),
        refreshing(live, source, clock),
        publicUrl == null ? live.current().name().orElse(config.host()) : publicUrl.getHost(),
        Map.of());
  }

  private static Certificates development(Config config, InstantSource clock, SecureRandom random) {
    @Nullable URI publicUrl = config.publicUrl();
    DevelopmentAuthority source =
        new DevelopmentAuthority(
            config.dataFolder().resolve("tls"),
            MachineNames.of(publicUrl == null ? null : publicUrl.getHost()),
            random);
    LiveCertificate live = new LiveCertificate(source.get(clock.instant()));
    return new Certificates(
        new TlsListener(config.tlsPort(), live.context(random), false),
        refreshing(live, source, clock),
        "localhost",
        Map.of("NODE_EXTRA_CA_CERTS", source.certificateFile().toString()));
  }

  private static Loop refreshing(
      LiveCertificate live, CertificateSource source, InstantSource clock) {
    return new Loop(
        "certificate",
        () -> {
          if (live.refresh(source, clock.instant())) {
            LOG.info("The certificate was replaced: good until {}", live.current().expiresAt());
            warnOfEnd(live.current(), clock.instant());
          }
          return LOOK_EVERY;
        },
        new Troubles(_ -> {}));
  }

  private static void warnOfEnd(ServerCertificate certificate, Instant now) {
    if (certificate.expiresAt().isBefore(now.plus(WARN_BEFORE))) {
      LOG.warn("The certificate for TLS expires at {}. Renew it", certificate.expiresAt());
    }
  }

  /// Null where there is no TLS.
  @Nullable TlsListener listener() {
    return listener;
  }

  void start() {
    if (loop != null) {
      loop.start();
    }
  }

  void stop() {
    if (loop != null) {
      loop.stop();
    }
  }

  /// Under which address the TLS listener is reached.
  Optional<URI> url(OptionalInt port) {
    return port.isEmpty()
        ? Optional.empty()
        : Optional.of(
            URI.create("https://" + host + (port.getAsInt() == 443 ? "" : ":" + port.getAsInt())));
  }

  /// By what an application's Node trusts the server; empty if it does so anyway.
  Map<String, String> trust() {
    return trust;
  }

  /// Neon's driver makes the address of the server from that of the database, which an IP address
  /// would not survive.
  DatabaseLogin named(DatabaseLogin login) {
    return listener != null && login.host().equals(LOCAL)
        ? new DatabaseLogin(
            "localhost",
            login.port(),
            login.database(),
            login.user(),
            login.password(),
            login.query())
        : login;
  }
}
