package dev.rollcall.rls;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.json.Json;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/// A provider's key: signs tokens with Java's own cryptography, which knows nothing of our SQL.
record SigningKey(String kid, String alg, KeyPair pair) {
  static final String ISSUER = "https://issuer.test";

  static SigningKey make(String kid, String alg) {
    try {
      KeyPairGenerator generator;
      if (alg.startsWith("ES")) {
        generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve(alg)));
      } else if (alg.equals("EdDSA")) {
        generator = KeyPairGenerator.getInstance("Ed25519");
      } else {
        generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
      }
      return new SigningKey(kid, alg, generator.generateKeyPair());
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  JsonNode jwk() {
    return Json.MAPPER.readTree(
        switch (pair.getPublic()) {
          case RSAPublicKey rsa ->
              "{'kty':'RSA','kid':'%s','alg':'%s','use':'sig','n':'%s','e':'%s'}"
                  .formatted(
                      kid, alg, unsigned(rsa.getModulus(), 0), unsigned(rsa.getPublicExponent(), 0))
                  .replace('\'', '"');
          case ECPublicKey ec ->
              "{'kty':'EC','kid':'%s','alg':'%s','crv':'%s','x':'%s','y':'%s'}"
                  .formatted(
                      kid,
                      alg,
                      alg.equals("ES256") ? "P-256" : alg.equals("ES384") ? "P-384" : "P-521",
                      unsigned(ec.getW().getAffineX(), half(alg)),
                      unsigned(ec.getW().getAffineY(), half(alg)))
                  .replace('\'', '"');
          case EdECPublicKey ed ->
              "{'kty':'OKP','kid':'%s','alg':'EdDSA','crv':'Ed25519','x':'%s'}"
                  .formatted(kid, base64(ed25519(ed)))
                  .replace('\'', '"');
          case PublicKey other -> throw new IllegalStateException(other.getAlgorithm());
        });
  }

  /// A token with the usual header.
  String token(String claims) {
    return token("{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"JWT\"}".formatted(alg, kid), claims);
  }

  String token(String header, String claims) {
    String input = base64(header.getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8));
    return input + "." + base64(sign(input.getBytes(UTF_8)));
  }

  byte[] sign(byte[] input) {
    try {
      Signature signature =
          Signature.getInstance(
              switch (alg) {
                case "EdDSA" -> "Ed25519";
                case "ES256" -> "SHA256withECDSAinP1363Format";
                case "ES384" -> "SHA384withECDSAinP1363Format";
                case "ES512" -> "SHA512withECDSAinP1363Format";
                default -> alg.startsWith("PS") ? "RSASSA-PSS" : "SHA" + bits() + "withRSA";
              });
      signature.initSign(pair.getPrivate());
      if (alg.startsWith("PS")) {
        signature.setParameter(
            new PSSParameterSpec(
                "SHA-" + bits(), "MGF1", new MGF1ParameterSpec("SHA-" + bits()), bits() / 8, 1));
      }
      signature.update(input);
      return signature.sign();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  static String claims(String user) {
    return claims(user, System.currentTimeMillis() / 1000 + 3600);
  }

  static String claims(String user, long expires) {
    return "{\"iss\":\"%s\",\"sub\":\"%s\",\"exp\":%d}".formatted(ISSUER, user, expires);
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private int bits() {
    return Integer.parseInt(alg.substring(2));
  }

  private static String curve(String alg) {
    return alg.equals("ES256") ? "secp256r1" : alg.equals("ES384") ? "secp384r1" : "secp521r1";
  }

  private static int half(String alg) {
    return alg.equals("ES256") ? 32 : alg.equals("ES384") ? 48 : 66;
  }

  private static byte[] ed25519(EdECPublicKey key) {
    byte[] encoded = key.getEncoded();
    return java.util.Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
  }

  private static String unsigned(BigInteger value, int length) {
    byte[] bytes = value.toByteArray();
    int size = Math.max(length, (value.bitLength() + 7) / 8);
    byte[] exact = new byte[size];
    int copied = Math.min(bytes.length, size);
    System.arraycopy(bytes, bytes.length - copied, exact, size - copied, copied);
    return base64(exact);
  }
}
