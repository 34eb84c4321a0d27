package dev.rollcall.project;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /// What is on and what is off, by the protocol's names.
  public Map<String, Boolean> switches() {
    Map<String, Boolean> switches = new LinkedHashMap<>();
    switches.put("sign_up_enabled", signUpEnabled);
    switches.put("credential_enabled", credentialEnabled);
    switches.put("magic_link_enabled", magicLinkEnabled);
    switches.put("client_user_deletion_enabled", clientUserDeletionEnabled);
    switches.put("client_team_creation_enabled", clientTeamCreationEnabled);
    switches.put("create_team_on_sign_up", createTeamOnSignUp);
    switches.put("allow_localhost", allowLocalhost);
    switches.put("strict_domains", strictDomains);
    switches.put("rotate_refresh_tokens", rotateRefreshTokens);
    return switches;
  }

  /// The same with some of them turned; what is not named stays.
  ///
  /// @param turned by the names of [#switches]; others are ignored
  public AuthSettings withSwitches(Map<String, Boolean> turned) {
    Map<String, Boolean> all = switches();
    turned.forEach((name, on) -> all.computeIfPresent(name, (_, _) -> on));
    return new AuthSettings(
        on(all, "sign_up_enabled"),
        on(all, "credential_enabled"),
        on(all, "magic_link_enabled"),
        on(all, "client_user_deletion_enabled"),
        on(all, "client_team_creation_enabled"),
        on(all, "create_team_on_sign_up"),
        on(all, "allow_localhost"),
        on(all, "strict_domains"),
        domains,
        on(all, "rotate_refresh_tokens"),
        accessTokenSeconds);
  }

  private static boolean on(Map<String, Boolean> switches, String name) {
    return Boolean.TRUE.equals(switches.get(name));
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
