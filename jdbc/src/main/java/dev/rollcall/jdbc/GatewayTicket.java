package dev.rollcall.jdbc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What a gateway that has verified a token tells Postgres: these claims, for this transaction. It
/// is bound to the claims and the times by an HMAC, and to one connection if `backend` names it, so
/// that SQL which sees one can do nothing with it.
///
/// @param claims the token's payload, as JSON
/// @param key the number that the key was given in `auth.set_gateway_key`
/// @param backend the process id of the connection's backend; 0 for any
/// @param issuedAt Postgres takes a ticket for ten seconds
public record GatewayTicket(
    String claims, int key, int backend, Instant issuedAt, Instant expiresAt, byte[] mac) {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  /// @param secret the bytes that were given to `auth.set_gateway_key`, 32 or more
  public static GatewayTicket of(
      String claims, int key, byte[] secret, int backend, Instant issuedAt, Instant expiresAt) {
    if (secret.length < KEY_BYTES) {
      throw new IllegalArgumentException(
          "A gateway key has at least " + KEY_BYTES + " bytes, this one has " + secret.length);
    }
    byte[] text = claims.getBytes(StandardCharsets.UTF_8);
    byte[] message =
        ByteBuffer.allocate(4 + 3 * Long.BYTES + text.length)
            .put("NAG1".getBytes(StandardCharsets.US_ASCII))
            .putLong(backend)
            .putLong(micros(issuedAt))
            .putLong(expiresAt.getEpochSecond())
            .put(text)
            .array();
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return new GatewayTicket(claims, key, backend, issuedAt, expiresAt, mac.doFinal(message));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("Java lacks " + ALGORITHM, missing);
    }
  }

  /// Seals the claims into the transaction that the connection is in. All of it goes as bind
  /// parameters, which no log and no view of running statements shows.
  public void present(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("select auth.gateway_session(?, ?, ?, ?, ?, ?)")) {
      statement.setString(1, claims);
      statement.setInt(2, key);
      statement.setInt(3, backend);
      statement.setLong(4, micros(issuedAt));
      statement.setLong(5, expiresAt.getEpochSecond());
      statement.setBytes(6, mac);
      statement.execute();
    }
  }

  /// Microseconds since 1970, as a ticket writes its time of issue.
  public static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }

  @Override
  public String toString() {
    return "GatewayTicket[key " + key + ", backend " + backend + "]";
  }
}
