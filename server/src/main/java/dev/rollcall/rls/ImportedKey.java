package dev.rollcall.rls;

import java.util.List;

/// A key that a database is to trust.
///
/// @param issuer the tokens' `iss`
/// @param alg the only algorithm that it signs with
/// @param jwk its public half, as a JWKS has it
/// @param audiences the tokens' audience must be among them; empty: any
/// @param roles the login must be a member of one of them
public record ImportedKey(
    String issuer, String kid, String alg, String jwk, List<String> audiences, List<String> roles) {
  public ImportedKey {
    audiences = List.copyOf(audiences);
    roles = List.copyOf(roles);
  }
}
