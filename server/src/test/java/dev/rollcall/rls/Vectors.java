package dev.rollcall.rls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.jdbc.Jwk;
import dev.rollcall.jdbc.TrustedKey;
import dev.rollcall.json.Json;
import dev.rollcall.postgres.Database;
import dev.rollcall.rls.JwkImport.Answer.Trusted;
import dev.rollcall.testing.PostgresExtension;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Signatures that the standards publish, checked in SQL and in Java.
abstract class Vectors {
  private static final String IN_7515 =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
  private static final String IN_7520 =
      "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4";
  private static final String RSA_7520 =
      "\"kty\":\"RSA\",\"n\":\"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw\",\"e\":\"AQAB\"";

  /// @param compact header, payload and signature, as the standard prints them
  record Vector(String name, String alg, String key, String compact) {}

  private static final List<Vector> PUBLISHED =
      List.of(
          new Vector(
              "RFC 7515 A.2",
              "RS256",
              "\"kty\":\"RSA\",\"n\":\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\",\"e\":\"AQAB\"",
              "eyJhbGciOiJSUzI1NiJ9."
                  + IN_7515
                  + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"),
          new Vector(
              "RFC 7515 A.3",
              "ES256",
              "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"",
              "eyJhbGciOiJFUzI1NiJ9."
                  + IN_7515
                  + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"),
          new Vector(
              "RFC 7515 A.4",
              "ES512",
              "\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk\",\"y\":\"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2\"",
              "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn"),
          new Vector(
              "RFC 7520 4.1",
              "RS256",
              RSA_7520,
              "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9."
                  + IN_7520
                  + ".MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg"),
          new Vector(
              "RFC 7520 4.2",
              "PS384",
              RSA_7520,
              "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9."
                  + IN_7520
                  + ".cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw"),
          new Vector(
              "RFC 7520 4.3",
              "ES512",
              "\"kty\":\"EC\",\"crv\":\"P-521\",\"x\":\"AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt\",\"y\":\"AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1\"",
              "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9."
                  + IN_7520
                  + ".AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2"),
          new Vector(
              "RFC 8037 A.4",
              "EdDSA",
              "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"",
              "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"));

  abstract PostgresExtension postgres();

  @Test
  void published_signatures_verify_and_altered_ones_do_not() {
    Database database = postgres().database();
    List<String> results = new ArrayList<>();

    for (Vector vector : PUBLISHED) {
      int key =
          switch (new JwkImport(database)
              .trust(
                  vector.name(),
                  Json.MAPPER.readTree("{\"kid\":\"k\"," + vector.key() + "}"),
                  List.of(),
                  vector.alg())) {
            case Trusted(int number) -> number;
            case JwkImport.Answer.Refused(String reason) -> throw new AssertionError(reason);
          };
      TrustedKey java =
          switch (Jwk.read("{\"kid\":\"k\"," + vector.key() + "}", vector.alg(), Set.of())) {
            case Jwk.Sound(var sound) -> sound;
            case Jwk.Unsound(var reason) -> throw new AssertionError(reason);
          };
      int dot = vector.compact().lastIndexOf('.');
      String input = vector.compact().substring(0, dot);
      byte[] signature = Base64.getUrlDecoder().decode(vector.compact().substring(dot + 1));
      byte[] altered = signature.clone();
      altered[altered.length / 2] ^= 1;
      byte[] longer = Arrays.copyOf(signature, signature.length + 1);
      results.add(
          vector.name()
              + " "
              + verifies(key, java, input, signature)
              + " "
              + verifies(key, java, input, altered)
              + " "
              + verifies(key, java, input, longer)
              + " "
              + verifies(key, java, input + "x", signature));
    }

    assertThat(results)
        .containsExactlyElementsOf(
            PUBLISHED.stream().map(vector -> vector.name() + " true false false false").toList());
  }

  @Test
  void the_hmac_is_that_of_rfc_7515() {
    byte[] key =
        Base64.getUrlDecoder()
            .decode(
                "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
    String input = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + IN_7515;

    String mac =
        postgres()
            .database()
            .inTransaction(tx ->
                tx.one(
                        "select encode(auth_private.hmac_sha256(?, ?), 'hex')",
                        row -> row.getString(1),
                        key,
                        input.getBytes(StandardCharsets.US_ASCII))
                    .orElseThrow());

    assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(HexFormat.of().parseHex(mac)))
        .isEqualTo("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  }

  /// What both say, or that they differ.
  private String verifies(int key, TrustedKey java, String input, byte[] signature) {
    boolean inJava = java.verifies(input.getBytes(StandardCharsets.US_ASCII), signature);
    boolean inSql = verifies(key, input, signature);
    return inJava == inSql ? String.valueOf(inJava) : "in Java " + inJava + ", in SQL " + inSql;
  }

  private boolean verifies(int key, String input, byte[] signature) {
    return postgres()
        .database()
        .inTransaction(tx ->
            tx.one(
                    "select auth_private.jws_verify(k, ?, ?) from auth_private.jwk k where key_no = ?",
                    row -> row.getBoolean(1),
                    input.getBytes(StandardCharsets.US_ASCII),
                    signature,
                    key)
                .orElseThrow());
  }
}
