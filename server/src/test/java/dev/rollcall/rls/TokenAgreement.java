package dev.rollcall.rls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// What Java says of a token, Postgres says, and the other way round.
abstract class TokenAgreement extends Agreement {
  @Test
  void odd_headers_and_claims_mean_the_same_to_both() {
    List<OddTokens.Odd> odd = new OddTokens(keys).all();

    assertThat(odd).hasSizeGreaterThan(120);
    assertThat(odd.stream().map(token -> both.say(token.token()) + " " + token.line()))
        .containsExactlyElementsOf(
            odd.stream().map(token -> (token.good() ? "yes " : "no ") + token.line()).toList());
  }

  @Test
  void a_token_has_one_spelling_for_both() {
    String token = key("es").token(SigningKey.claims("ada"));
    String[] parts = token.split("\\.", -1);
    Map<String, String> spelt = new LinkedHashMap<>();
    spelt.put("blank before", " " + token);
    spelt.put("blank behind", token + " ");
    spelt.put("line behind", token + "\n");
    spelt.put("padding behind", token + "=");
    spelt.put("padding of the header", token.replaceFirst("\\.", "=."));
    spelt.put(
        "all padding", Stream.of(parts).map(part -> part + "==").collect(Collectors.joining(".")));
    spelt.put("four parts", token + ".");
    spelt.put("five parts", token + ".." + parts[2]);
    spelt.put("two parts", parts[0] + "." + parts[1]);
    spelt.put("no header", "." + parts[1] + "." + parts[2]);
    spelt.put("no claims", parts[0] + ".." + parts[2]);
    spelt.put("no signature", parts[0] + "." + parts[1] + ".");
    spelt.put("nothing", "");
    spelt.put("dots", "..");
    spelt.put("another alphabet", token.substring(0, token.length() - 3) + "+/A");
    spelt.put("bits left over", token.substring(0, token.length() - 1) + next(token));
    spelt.put("a letter of no alphabet", token.substring(0, 40) + "é" + token.substring(41));
    spelt.put("Bearer", "Bearer " + token);

    assertThat(both.say(token)).isEqualTo("yes");
    assertThat(answers(spelt)).containsOnly("no");
  }

  /// The last letter of 64 bytes holds two bits only; this one holds others, too.
  private static char next(String token) {
    return (char) (token.charAt(token.length() - 1) + 1);
  }

  @Test
  void a_token_is_as_long_for_both() {
    String usual = SigningKey.claims("ada");
    Map<Integer, String> said = new LinkedHashMap<>();
    for (int filler = 12_110; filler < 12_125; filler++) {
      String claims = usual.replace("}", ",\"x\":\"" + "x".repeat(filler) + "\"}");
      String token = key("es").token(OddTokens.HEADER, claims);
      said.put(token.length(), both.say(token));
    }

    assertThat(said).containsKeys(16_383, 16_385);
    said.forEach((length, answer) ->
        assertThat(answer).as("%d", length).isEqualTo(length <= 16_384 ? "yes" : "no"));
  }

  @Test
  void nesting_of_any_depth_is_no_trouble_to_either() {
    String usual = SigningKey.claims("ada");
    List<String> answers = new ArrayList<>();
    for (int depth : new int[] {100, 1_000, 5_900}) {
      String array = "[".repeat(depth) + "]".repeat(depth);
      String object = "{\"\":".repeat(depth / 3) + "1" + "}".repeat(depth / 3);
      answers.add(both.say(key("es").token(usual.replace("}", ",\"x\":" + array + "}"))));
      answers.add(both.say(key("es").token(usual.replace("}", ",\"x\":" + object + "}"))));
    }

    assertThat(answers).containsOnly("yes");
  }

  @Test
  void bytes_that_are_not_utf_8_are_no_text_to_either() {
    Map<String, byte[]> spelt = new LinkedHashMap<>();
    spelt.put("alone", new byte[] {(byte) 0xff});
    spelt.put("overlong", new byte[] {(byte) 0xc0, (byte) 0x80});
    spelt.put("surrogate", new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80});
    spelt.put("too far", new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80});
    spelt.put("cut off", new byte[] {(byte) 0xe2, (byte) 0x82});
    spelt.put("NUL", new byte[] {0});
    spelt.put("tab", new byte[] {9});
    spelt.put("DEL", new byte[] {127});

    Map<String, String> said = new LinkedHashMap<>();
    spelt.forEach((name, bytes) -> said.put(name, both.say(withBytes(bytes))));

    assertThat(said.remove("DEL")).isEqualTo("yes");
    assertThat(said.values()).containsOnly("no");
  }

  private String withBytes(byte[] bytes) {
    String claims = SigningKey.claims("ada").replace("}", ",\"x\":\"#\"}");
    byte[] text = claims.getBytes(UTF_8);
    int at = claims.indexOf('#');
    byte[] whole = new byte[text.length - 1 + bytes.length];
    System.arraycopy(text, 0, whole, 0, at);
    System.arraycopy(bytes, 0, whole, at, bytes.length);
    System.arraycopy(text, at + 1, whole, at + bytes.length, text.length - at - 1);
    String input =
        SigningKey.base64(OddTokens.HEADER.getBytes(UTF_8)) + "." + SigningKey.base64(whole);
    return input + "." + SigningKey.base64(key("es").sign(input.getBytes(UTF_8)));
  }

  @Test
  void claims_and_headers_scrambled_at_random_mean_the_same_to_both() {
    assertThat(scrambled(0, 250)).containsOnlyKeys("yes", "no");
  }

  @Test
  @Tag("slow")
  @EnabledIfSystemProperty(named = "dose", matches = "long")
  void five_thousand_of_them_do() {
    assertThat(scrambled(1_000, 5_000)).containsOnlyKeys("yes", "no");
  }

  /// What was said, and the seeds with which it was.
  private Map<String, List<Long>> scrambled(long first, int count) {
    return LongStream.range(first, first + count)
        .boxed()
        .collect(Collectors.groupingBy(seed -> both.say(new Scrambled(seed).token(key("es")))));
  }
}
