package dev.rollcall.project;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is allowed at a project's built-in provider. The names in JSON are those of the protocol.
///
/// @param domains where redirects may go; [TrustedDomains] decides by them
/// @param strictDomains true where a domain's port counts and a star stands for a label
/// @param rotateRefreshTokens true where a refresh token is good for one use; the published SDKs
///   expect it to stay the same
/// @param accessTokenSeconds how long an access token is good; null for the server's setting
@JsonIgnoreProperties(ignoreUnknown = true)
public record AuthSettings(
    @JsonProperty("sign_up_enabled") boolean signUpEnabled,
    @JsonProperty("credential_enabled") boolean credentialEnabled,
    @JsonProperty("magic_link_enabled") boolean magicLinkEnabled,
    @JsonProperty("client_user_deletion_enabled") boolean clientUserDeletionEnabled,
    @JsonProperty("client_team_creation_enabled") boolean clientTeamCreationEnabled,
    @JsonProperty("create_team_on_sign_up") boolean createTeamOnSignUp,
    @JsonProperty("allow_localhost") boolean allowLocalhost,
    @JsonProperty("strict_domains") boolean strictDomains,
    @JsonProperty("domains") List<Domain> domains,
    @JsonProperty("rotate_refresh_tokens") boolean rotateRefreshTokens,
    @JsonProperty("access_token_seconds") @Nullable Integer accessTokenSeconds) {

  /// What a new project has: people sign up with a password, and localhost is trusted.
  public static final AuthSettings USUAL =
      new AuthSettings(true, true, false, false, false, false, true, false, List.of(), false, null);

  public AuthSettings {
    domains = List.copyOf(domains);
  }

  /// A domain as it is written down.
  public record Domain(
      @JsonProperty("domain") String domain, @JsonProperty("handler_path") String handlerPath) {}

  /// @param usual the server's own
  public Duration accessTokenLifetime(Duration usual) {
    return accessTokenSeconds == null ? usual : Duration.ofSeconds(accessTokenSeconds);
  }

  /// A domain with the usual path of an application's own sign-in pages.
  public static Domain domain(String url) {
    return new Domain(url, "/handler");
  }

  /// The rule that decides where redirects may go.
  public TrustedDomains trusted() {
    return new TrustedDomains(
        domains.stream().map(one -> new TrustedDomain(one.domain(), one.handlerPath())).toList(),
        allowLocalhost,
        strictDomains);
  }

  public AuthSettings withDomains(List<Domain> trusted) {
    return new AuthSettings(
        signUpEnabled,
        credentialEnabled,
        magicLinkEnabled,
        clientUserDeletionEnabled,
        clientTeamCreationEnabled,
        createTeamOnSignUp,
        allowLocalhost,
        strictDomains,
        trusted,
        rotateRefreshTokens,
        accessTokenSeconds);
  }
}
