package dev.rollcall.jdbc;

/// A key that Postgres was given by `auth.set_gateway_key(id, secret)`. Whoever has it can be any
/// user there.
///
/// @param secret 32 bytes or more
public record GatewayKey(int id, byte[] secret) {
  public GatewayKey {
    secret = secret.clone();
  }

  @Override
  public byte[] secret() {
    return secret.clone();
  }

  @Override
  public String toString() {
    return "GatewayKey[" + id + "]";
  }
}
