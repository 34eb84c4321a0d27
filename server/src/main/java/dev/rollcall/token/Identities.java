package dev.rollcall.token;

/// Says whose token this is: which project's, by its issuer and audience, once its signature was
/// found good.
public interface Identities {

  /// May take as long as it takes to fetch an issuer's keys.
  Identity identify(String token);
}
