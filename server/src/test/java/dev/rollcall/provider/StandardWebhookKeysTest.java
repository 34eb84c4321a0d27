package dev.rollcall.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which secrets can be used, and what is said of the others.
class StandardWebhookKeysTest {
  private static final String GOOD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @Test
  void one_setting_holds_one_secret_or_several() {
    assertThat(StandardWebhook.secrets(GOOD)).containsExactly(GOOD);
    assertThat(StandardWebhook.secrets(" a, b,c\td\n\ne "))
        .containsExactly("a", "b", "c", "d", "e");
    assertThat(StandardWebhook.secrets("v1,whsec_a v1,whsec_b, v1a,whpk_c"))
        .containsExactly("whsec_a", "whsec_b", "whpk_c");
    assertThat(StandardWebhook.secrets(" , ")).isEmpty();
  }

  @Test
  void keys_of_24_to_64_bytes_are_taken() {
    for (int bytes : new int[] {24, 32, 64}) {
      assertThat(new StandardWebhookKeys(List.of(secretOf(bytes))))
          .as(bytes + " bytes")
          .isNotNull();
    }
    refuses(
        secretOf(23),
        "Webhook secret 1 of 1 holds 23 bytes, and it must be 24 to 64; copy the whole secret again"
            + " from the provider");
    refuses(
        secretOf(65),
        "Webhook secret 1 of 1 holds 65 bytes, and it must be 24 to 64; copy the whole secret again"
            + " from the provider");
  }

  @Test
  void an_unusable_secret_is_refused_when_it_is_set_and_not_quoted() {
    String copyAgain = "; copy it again from the provider, where it begins with whsec_";
    refuses(
        "whsec_",
        "Webhook secret 1 of 1 is empty; copy it from the provider, where it begins"
            + " with whsec_");
    refuses(
        " ",
        "Webhook secret 1 of 1 is empty; copy it from the provider, where it begins with"
            + " whsec_");
    refuses("sk_test_abc", "Webhook secret 1 of 1 is not base64" + copyAgain);
    refuses(
        "whsec_MfKQ9r8GKYqr*wjUPD8ILPZIo2LaLaSw",
        "Webhook secret 1 of 1 is not base64" + copyAgain);
    refuses(
        "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==",
        "Webhook secret 1 of 1 is the sender's signing key (whsk_), which nobody else should have;"
            + " give its public key (whpk_) instead");
    refuses(
        "whpk_AAAA",
        "Webhook secret 1 of 1 begins with whpk_, but is no Ed25519 public key;"
            + " copy it again from the provider");
    assertThatThrownBy(() -> new StandardWebhookKeys(List.of(GOOD, "#")))
        .hasMessage("Webhook secret 2 of 2 is not base64" + copyAgain);
    assertThatThrownBy(() -> new StandardWebhookKeys(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("No webhook secret is set");
  }

  private static void refuses(String secret, String sentence) {
    assertThatThrownBy(() -> new StandardWebhookKeys(List.of(secret)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence)
        .hasNoCause();
  }

  private static String secretOf(int bytes) {
    return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
  }
}
