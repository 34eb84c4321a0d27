package dev.rollcall.config;

import dev.rollcall.http.Networks;
import dev.rollcall.http.TrustedProxies;
import dev.rollcall.secret.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The settings of one server. [Settings] reads them; `docs/configuration.md` lists them.
///
/// @param dataFolder where everything is kept that is not in a Postgres of the operator's own
/// @param postgresPort the port of the embedded Postgres; null for the one that it had, or a free
///   one
/// @param databaseUrl a Postgres of the operator's own; null for the embedded one
/// @param publicUrl where others reach this server; null for the address it listens on
/// @param trustedProxies whose word is taken for where requests come from
/// @param issuerNetworks private networks from which key sets of other issuers may be fetched
/// @param tls where the certificate for TLS comes from; null to listen without TLS only
/// @param masterKey null for the one in the data folder
/// @param demo whether the mock provider is on
/// @param sharedOwner whether credentials may be where the application's role can read them
/// @param accessTokenLifetime how long the built-in provider's access tokens are good
/// @param compareEvery how often each project is compared with its provider
/// @param keepEvents how long settled inbox entries and changes are kept
/// @param restAfter for how long nothing must have happened before a project rests
/// @param notices who is told of incidents
public record Config(
    String host,
    int port,
    Path dataFolder,
    @Nullable Integer postgresPort,
    @Nullable Secret databaseUrl,
    @Nullable URI publicUrl,
    TrustedProxies trustedProxies,
    Networks issuerNetworks,
    @Nullable TlsSource tls,
    int tlsPort,
    @Nullable Secret masterKey,
    boolean demo,
    boolean sharedOwner,
    Duration accessTokenLifetime,
    Duration compareEvery,
    Duration keepEvents,
    Duration restAfter,
    NoticeTargets notices,
    Declared declared) {

  public Optional<Secret> ownDatabase() {
    return Optional.ofNullable(databaseUrl);
  }

  /// Whether nobody but this machine can reach the server, not even by way of a proxy.
  public boolean development() {
    return loopbackOnly() && publicUrl == null;
  }

  /// Whether only this machine can connect to the server.
  public boolean loopbackOnly() {
    return host.equals("127.0.0.1") || host.equals("localhost") || host.equals("::1");
  }

  /// Whether others than this machine reach the server, be it through a proxy.
  public boolean isPublic() {
    String named = publicUrl == null ? null : publicUrl.getHost();
    return !loopbackOnly()
        || (named != null
            && !named.equals("localhost")
            && !named.endsWith(".localhost")
            && !named.startsWith("127.")
            && !named.equals("[::1]"));
  }
}
