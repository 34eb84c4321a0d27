package dev.rollcall.rls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Signatures that only who has the private key can make, and what is made of another's.
abstract class SignatureAgreement extends Agreement {
  private static final BigInteger ORDER_P256 =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  @Test
  void signatures_have_one_length_and_one_form_for_both() throws GeneralSecurityException {
    Map<String, String> spelt = new LinkedHashMap<>();
    byte[] es = signature("es");
    spelt.put(
        "swapped", signed("es", concat(Arrays.copyOfRange(es, 32, 64), Arrays.copyOf(es, 32))));
    spelt.put("shorter", signed("es", Arrays.copyOf(es, 62)));
    spelt.put("longer", signed("es", concat(new byte[1], es)));
    spelt.put("zeros", signed("es", new byte[64]));
    spelt.put("rsa, longer", signed("rs", concat(new byte[1], signature("rs"))));
    spelt.put("rsa, shorter", signed("rs", Arrays.copyOf(signature("rs"), 255)));
    spelt.put("rsa, without parameters of the hash", signed("rs", withoutParameters()));
    spelt.put("pss, with a salt of 20", signed("ps", pssWithSalt(20)));
    spelt.put("pss, without a salt", signed("ps", pssWithSalt(0)));
    spelt.put("ed, longer", signed("ed", concat(signature("ed"), new byte[1])));
    spelt.put(
        "ed, y too large",
        signed("ed", concat(ones(), Arrays.copyOfRange(signature("ed"), 32, 64))));
    spelt.put("ed, s too large", signed("ed", concat(Arrays.copyOf(signature("ed"), 32), ones())));

    assertThat(answers(spelt)).containsOnly("no");
    // Whoever has (r, s) has (r, n - s), too; nothing of ours tells tokens by their text.
    byte[] other =
        ORDER_P256.subtract(new BigInteger(1, Arrays.copyOfRange(es, 32, 64))).toByteArray();
    byte[] half = new byte[32];
    int copied = Math.min(32, other.length);
    System.arraycopy(other, other.length - copied, half, 32 - copied, copied);
    assertThat(both.say(signed("es", concat(Arrays.copyOf(es, 32), half)))).isEqualTo("yes");
  }

  private static final String CLAIMS = SigningKey.claims("ada");

  private String input(String kid) {
    String header = "{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(key(kid).alg(), kid);
    return SigningKey.base64(header.getBytes(UTF_8))
        + "."
        + SigningKey.base64(CLAIMS.getBytes(UTF_8));
  }

  private byte[] signature(String kid) {
    return key(kid).sign(input(kid).getBytes(UTF_8));
  }

  private String signed(String kid, byte[] signature) {
    return input(kid) + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  /// As some libraries once signed: Java's own verifier takes it.
  private byte[] withoutParameters() throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(input("rs").getBytes(UTF_8));
    byte[] info = HexFormat.of().parseHex("302f300b0609608648016503040201" + "0420");
    byte[] padded = new byte[256];
    Arrays.fill(padded, (byte) 0xff);
    padded[0] = 0;
    padded[1] = 1;
    padded[255 - info.length - hash.length] = 0;
    System.arraycopy(info, 0, padded, 256 - hash.length - info.length, info.length);
    System.arraycopy(hash, 0, padded, 256 - hash.length, hash.length);
    RSAPrivateKey rsa = (RSAPrivateKey) key("rs").pair().getPrivate();
    byte[] power =
        new BigInteger(1, padded).modPow(rsa.getPrivateExponent(), rsa.getModulus()).toByteArray();
    byte[] exact = new byte[256];
    int copied = Math.min(256, power.length);
    System.arraycopy(power, power.length - copied, exact, 256 - copied, copied);
    Signature java = Signature.getInstance("SHA256withRSA");
    java.initVerify(key("rs").pair().getPublic());
    java.update(input("rs").getBytes(UTF_8));
    assertThat(java.verify(exact)).isTrue();
    return exact;
  }

  private byte[] pssWithSalt(int length) throws GeneralSecurityException {
    Signature pss = Signature.getInstance("RSASSA-PSS");
    pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, length, 1));
    pss.initSign(key("ps").pair().getPrivate());
    pss.update(input("ps").getBytes(UTF_8));
    return pss.sign();
  }

  private static byte[] ones() {
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    return ones;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] whole = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, whole, first.length, second.length);
    return whole;
  }
}
