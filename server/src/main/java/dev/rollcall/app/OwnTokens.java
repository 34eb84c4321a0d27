package dev.rollcall.app;

import dev.rollcall.json.Json;
import dev.rollcall.project.AuthProject;
import dev.rollcall.project.AuthProjects;
import dev.rollcall.token.Identities;
import dev.rollcall.token.Identity;
import dev.rollcall.token.TokenVerifier;
import dev.rollcall.token.Verification;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Whose an access token of the built-in provider is. Its audience says which project's; the
/// signature, under that project's keys, whether that is so.
record OwnTokens(AuthProjects projects, TokenVerifier verifier) implements Identities {
  private static final Set<String> ROLES = Set.of("authenticated");

  @Override
  public Identity identify(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return new Identity.Refused("the token is no JWT");
    }
    String audience = part(parts[1]).path("aud").asString("");
    Optional<AuthProject> project = projects.find(audience);
    if (project.isEmpty()) {
      return new Identity.Refused("JWKs settings for this role were not configured");
    }
    return switch (verifier.verify(project.get().project(), audience, token)) {
      case Verification.Valid valid ->
          new Identity.Known(
              project.get().project(),
              ROLES,
              part(valid.claims()).path("iss").asString(""),
              part(parts[0]).path("kid").asString(""),
              valid.claims(),
              valid.expiresAt());
      case Verification.Expired(var at) ->
          new Identity.Refused("JWT token has expired (exp=" + at.getEpochSecond() + ")");
      case Verification.Unparsable(var reason) -> new Identity.Refused("invalid JWT: " + reason);
      case Verification.ForAnotherProject _ -> new Identity.Refused("invalid JWT token audience");
    };
  }

  private static JsonNode part(String text) {
    try {
      return Json.MAPPER.readTree(
          text.startsWith("{")
              ? text.getBytes(StandardCharsets.UTF_8)
              : Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException | JacksonException unreadable) {
      return Json.MAPPER.createObjectNode();
    }
  }
}
