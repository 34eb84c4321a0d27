package dev.rollcall.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/// An issuer's key pair, which signs tokens by Java's own cryptography.
record TestKey(String kid, String alg, KeyPair pair) {
  static final String ISSUER = "https://issuer.test";

  static TestKey make(String kid, String alg) {
    try {
      KeyPairGenerator generator;
      if (alg.startsWith("ES")) {
        generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(
            new ECGenParameterSpec(
                alg.equals("ES256")
                    ? "secp256r1"
                    : alg.equals("ES384") ? "secp384r1" : "secp521r1"));
      } else {
        generator = KeyPairGenerator.getInstance(alg.equals("EdDSA") ? "Ed25519" : "RSA");
        if (!alg.equals("EdDSA")) {
          generator.initialize(2048);
        }
      }
      return new TestKey(kid, alg, generator.generateKeyPair());
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /// As an issuer publishes it.
  String jwk() {
    String parts =
        switch (pair.getPublic()) {
          case RSAPublicKey rsa ->
              "'kty':'RSA','n':'%s','e':'%s'"
                  .formatted(number(rsa.getModulus(), 256), number(rsa.getPublicExponent(), 3));
          case ECPublicKey ec ->
              "'kty':'EC','crv':'P-%s','x':'%s','y':'%s'"
                  .formatted(
                      alg.equals("ES512") ? "521" : alg.substring(2),
                      number(ec.getW().getAffineX(), half()),
                      number(ec.getW().getAffineY(), half()));
          case PublicKey ed -> {
            byte[] encoded = ed.getEncoded();
            yield "'kty':'OKP','crv':'Ed25519','x':'%s'"
                .formatted(
                    base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
          }
        };
    return "{'kid':'%s','alg':'%s',%s}".formatted(kid, alg, parts).replace('\'', '"');
  }

  /// Trusted for tokens of any audience.
  TrustedKey trusted() {
    return switch (Jwk.read(jwk(), null, Set.of())) {
      case Jwk.Sound(var key) -> key;
      case Jwk.Unsound(var reason) -> throw new IllegalStateException(reason);
    };
  }

  String token(String claims) {
    return token("{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"JWT\"}".formatted(alg, kid), claims);
  }

  String token(String header, String claims) {
    String input = base64(header.getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8));
    return input + "." + base64(sign(input.getBytes(UTF_8)));
  }

  private byte[] sign(byte[] input) {
    try {
      Signature signature =
          Signature.getInstance(
              switch (alg.substring(0, 2)) {
                case "Ed" -> "Ed25519";
                case "ES" -> "SHA" + alg.substring(2) + "withECDSAinP1363Format";
                case "PS" -> "RSASSA-PSS";
                default -> "SHA" + alg.substring(2) + "withRSA";
              });
      signature.initSign(pair.getPrivate());
      if (alg.startsWith("PS")) {
        String hash = "SHA-" + alg.substring(2);
        signature.setParameter(
            new PSSParameterSpec(
                hash,
                "MGF1",
                new MGF1ParameterSpec(hash),
                Integer.parseInt(alg.substring(2)) / 8,
                1));
      }
      signature.update(input);
      return signature.sign();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private int half() {
    return alg.equals("ES256") ? 32 : alg.equals("ES384") ? 48 : 66;
  }

  private static String number(BigInteger value, int length) {
    byte[] bytes = value.toByteArray();
    byte[] exact = new byte[length];
    int copied = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - copied, exact, length - copied, copied);
    return base64(exact);
  }
}
