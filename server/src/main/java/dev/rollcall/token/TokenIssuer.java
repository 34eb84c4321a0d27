package dev.rollcall.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import dev.rollcall.json.Json;
import dev.rollcall.project.ProjectId;
import java.security.SecureRandom;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/// Writes and signs access tokens: compact JWS, ES256, with the project's current key.
public final class TokenIssuer {
  private final KeyRing keys;
  private final SecureRandom random;

  public TokenIssuer(KeyRing keys, SecureRandom random) {
    this.keys = keys;
    this.random = random;
  }

  /// @throws IllegalArgumentException where the token is to outlive what [KeyTimes] allows: its key
  ///   could be gone before it
  public String issue(ProjectId project, AccessClaims claims) {
    Duration longest = keys.longestToken();
    if (claims.lifetime().compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "A token for " + claims.lifetime() + " was asked for, but " + longest + " is the most");
    }
    ECKey key = keys.signing(project);
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
            new Payload(json(claims).toString()));
    try {
      ECDSASigner signer = new ECDSASigner(key);
      signer.getJCAContext().setSecureRandom(random);
      token.sign(signer);
    } catch (JOSEException failure) {
      throw new IllegalStateException("Key " + key.getKeyID() + " does not sign", failure);
    }
    return token.serialize();
  }

  private static ObjectNode json(AccessClaims claims) {
    ObjectNode json =
        Json.MAPPER
            .createObjectNode()
            .put("sub", claims.subject())
            .put("aud", claims.audience())
            .put("iss", claims.issuer())
            .put("iat", claims.issuedAt().getEpochSecond())
            .put("exp", claims.issuedAt().plus(claims.lifetime()).getEpochSecond())
            .put("refreshTokenId", claims.refreshTokenId())
            .put("role", "authenticated")
            .put("branchId", "main");
    return switch (claims.shape()) {
      case JUNE_2025 -> json;
      case TYPED -> typed(json, claims, claims.bearer());
    };
  }

  private static ObjectNode typed(ObjectNode json, AccessClaims claims, Bearer bearer) {
    json.put("project_id", claims.audience())
        .put("branch_id", "main")
        .put("refresh_token_id", claims.refreshTokenId())
        .put("name", bearer.name())
        .put("email", bearer.email())
        .put("email_verified", bearer.emailVerified())
        .put("selected_team_id", bearer.selectedTeamId())
        .put("signed_up_at", bearer.signedUpAt().getEpochSecond())
        .put("is_anonymous", bearer.anonymous())
        .put("is_restricted", bearer.restriction() != null)
        .put("requires_totp_mfa", bearer.requiresTotpMfa());
    if (bearer.restriction() == null) {
      return json.putNull("restricted_reason");
    }
    json.putObject("restricted_reason").put("type", bearer.restriction().wireName());
    return json;
  }
}
