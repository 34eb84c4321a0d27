package dev.rollcall.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.provider.Verdict.Genuine;
import dev.rollcall.provider.Verdict.Refused;
import dev.rollcall.testing.MovableClock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which deliveries are taken for the provider's own; the official libraries sign most of them.
class StandardWebhookTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final String PUBLIC = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final long SENT = 1614265330;
  private static final String BODY = "{\"test\": 2432232314}";
  private static final String HMAC = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
  private static final String EDWARDS =
      "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";
  private static final Genuine GENUINE = new Genuine(ID);
  private static final Refused UNSIGNED =
      new Refused("No signature was made with our webhook secret, or the body was changed");

  private final InstantSource clock = () -> Instant.ofEpochSecond(SENT);

  @ParameterizedTest
  @ValueSource(strings = {"svix", "webhook"})
  void the_official_vectors_are_genuine_under_both_families_of_headers(String family) {
    assertThat(verify(List.of(SECRET), headers(family, ID, "" + SENT, HMAC))).isEqualTo(GENUINE);
    assertThat(verify(List.of(PUBLIC), headers(family, ID, "" + SENT, EDWARDS))).isEqualTo(GENUINE);
  }

  @Test
  void what_the_official_libraries_sign_is_genuine() throws Exception {
    String body = "{\"type\":\"user.created\",\"data\":{\"name\":\"Zoë 👩\"}}";
    String svix = new com.svix.Webhook(SECRET).sign("msg_1", SENT, body);
    String standard = new com.standardwebhooks.Webhook(SECRET).sign("msg_1", SENT, body);

    assertThat(verify(body, "svix", "msg_1", svix)).isEqualTo(new Genuine("msg_1"));
    assertThat(verify(body, "webhook", "msg_1", standard)).isEqualTo(new Genuine("msg_1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "v1,%s", "  %s\n"})
  void a_secret_may_be_written_as_any_provider_writes_it(String form) {
    String bare = SECRET.substring("whsec_".length());

    assertThat(verify(List.of(form.formatted(SECRET)), genuine())).isEqualTo(GENUINE);
    assertThat(verify(List.of(form.formatted(bare)), genuine())).isEqualTo(GENUINE);
  }

  @Test
  void during_a_rotation_either_secret_is_taken() {
    assertThat(verify(List.of(OTHER, SECRET), genuine())).isEqualTo(GENUINE);
    assertThat(verify(List.of(SECRET, OTHER), genuine())).isEqualTo(GENUINE);
    assertThat(verify(List.of(OTHER), genuine())).isEqualTo(UNSIGNED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= %s",
        "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v9x,%s %s",
        "%s v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=",
        "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=, %s",
        "v1, %s",
        "v1,!! %s",
        "v1a,AAAA v1a,%%%% %s",
        "  %s  "
      })
  void the_right_signature_may_stand_anywhere_among_others(String form) {
    String signatures = form.replace("%s", HMAC).replace("%%", "%");

    assertThat(verify(List.of(SECRET, PUBLIC), headers("svix", ID, "" + SENT, signatures)))
        .isEqualTo(GENUINE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1",
        "v1,",
        "v1,,,",
        ",v1",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1O",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=A",
        "v1,G0HM9SSE+OTPJTGT/TMIKTSYZLE3UFJELVLNIOLJ1OE=",
        "v1,g0hM9SsE",
        "v1,not base64 at all",
        "v1,éééééééééééééééééééééééééééééééééééééééééééé",
        "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "v1a,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
        "v1a,/////////////////////////////////////////////////////////////////////////////////////w==",
        "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        "V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
      })
  void a_signature_that_is_not_exactly_right_is_refused(String signature) {
    assertThat(verify(List.of(SECRET, PUBLIC), headers("svix", ID, "" + SENT, signature)))
        .isEqualTo(UNSIGNED);
  }

  @Test
  void a_public_key_verifies_nothing_but_its_own_version() {
    String renamed = EDWARDS.replace("v1a,", "v1,");

    assertThat(verify(List.of(PUBLIC), headers("svix", ID, "" + SENT, renamed)))
        .isEqualTo(UNSIGNED);
    assertThat(verify(List.of(PUBLIC), headers("svix", ID, "" + SENT, EDWARDS.replace("1a", "2"))))
        .isEqualTo(UNSIGNED);
    assertThat(verify(List.of(PUBLIC), genuine())).isEqualTo(UNSIGNED);
    assertThat(verify(List.of(SECRET), headers("svix", ID, "" + SENT, EDWARDS)))
        .isEqualTo(UNSIGNED);
  }

  @Test
  void a_header_of_endless_signatures_is_not_read_to_its_end() {
    String wrong = EDWARDS.replace("v1a,h", "v1a,i") + " ";

    assertThat(verify(List.of(PUBLIC), headers("svix", ID, "" + SENT, wrong.repeat(15) + EDWARDS)))
        .isEqualTo(GENUINE);
    assertThat(verify(List.of(PUBLIC), headers("svix", ID, "" + SENT, wrong.repeat(16) + EDWARDS)))
        .isEqualTo(UNSIGNED);
  }

  @Test
  void a_missing_or_empty_header_is_refused() {
    for (String name : genuine().keySet()) {
      Map<String, String> missing = new HashMap<>(genuine());
      missing.remove(name);
      Map<String, String> empty = new HashMap<>(genuine());
      empty.put(name, "");

      assertThat(verify(List.of(SECRET), missing)).as(name).isInstanceOf(Refused.class);
      assertThat(verify(List.of(SECRET), empty)).as(name).isInstanceOf(Refused.class);
    }
    assertThat(verify(List.of(SECRET), Map.of())).isInstanceOf(Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "-1614265330",
        "+1614265330",
        "1614265330.0",
        "1614265330 ",
        "1e9",
        "١٦١٤٢٦٥٣٣٠",
        "99999999999999999999999",
        "2021-02-25T15:02:10Z"
      })
  void a_timestamp_that_is_no_number_of_seconds_is_refused(String timestamp) throws Exception {
    assertThat(verify(List.of(SECRET), headers("svix", ID, timestamp, HMAC)))
        .isEqualTo(new Refused("The timestamp header is not a number of seconds"));
  }

  @Test
  void a_timestamp_written_otherwise_than_it_was_signed_is_refused() {
    assertThat(verify(List.of(SECRET), headers("svix", ID, "0" + SENT, HMAC))).isEqualTo(UNSIGNED);
  }

  @Test
  void five_minutes_either_way_are_tolerated_and_not_a_second_more() {
    for (long apart : new long[] {-301, -300, 0, 300, 301}) {
      Verdict verdict =
          new StandardWebhook(List.of(SECRET), () -> Instant.ofEpochSecond(SENT + apart, 999_999))
              .verify(new Webhook(genuine(), BODY.getBytes(UTF_8)));

      assertThat(verdict instanceof Genuine)
          .as(apart + " s apart")
          .isEqualTo(apart * apart < 301 * 301);
    }
  }

  @Test
  void a_retry_is_known_by_its_id_under_a_new_timestamp() throws Exception {
    MovableClock later = new MovableClock();
    long now = later.instant().getEpochSecond();
    String signature = new com.svix.Webhook(SECRET).sign(ID, now, BODY);

    assertThat(
            new StandardWebhook(List.of(SECRET), later)
                .verify(
                    new Webhook(headers("svix", ID, "" + now, signature), BODY.getBytes(UTF_8))))
        .isEqualTo(GENUINE);
  }

  @Test
  void a_body_that_a_proxy_wrote_anew_is_refused() {
    byte[] compact = "{\"test\":2432232314}".getBytes(UTF_8);

    assertThat(webhook(SECRET).verify(new Webhook(genuine(), compact))).isEqualTo(UNSIGNED);
    assertThat(webhook(SECRET).verify(new Webhook(genuine(), new byte[0]))).isEqualTo(UNSIGNED);
  }

  @Test
  void bodies_that_are_not_text_are_compared_byte_by_byte() {
    byte[] body = {(byte) 0xC3, 0x28, 0, (byte) 0xFF};
    String signature = StandardWebhookSigner.sign(SECRET, ID, SENT, body);
    byte[] changed = {(byte) 0xC3, 0x29, 0, (byte) 0xFF};

    assertThat(webhook(SECRET).verify(new Webhook(headers("svix", ID, "" + SENT, signature), body)))
        .isEqualTo(GENUINE);
    assertThat(
            webhook(SECRET).verify(new Webhook(headers("svix", ID, "" + SENT, signature), changed)))
        .isEqualTo(UNSIGNED);
  }

  @Test
  void an_id_may_hold_full_stops_but_not_be_cut_at_them() throws Exception {
    String id = "evt." + SENT;
    String signature = new com.svix.Webhook(SECRET).sign(id, SENT + 1, BODY);

    assertThat(verify(BODY, "svix", id, new com.svix.Webhook(SECRET).sign(id, SENT, BODY)))
        .isEqualTo(new Genuine(id));
    assertThat(verify((SENT + 1) + "." + BODY, "svix", "evt", signature))
        .isEqualTo(
            new Refused("The body starts with digits and a full stop, as a moved timestamp does"));
  }

  @Test
  void an_id_that_cannot_be_stored_is_known_by_its_hash() {
    for (String id : List.of("x".repeat(201), "a\u0000b", "a\u0085b", "é".repeat(101))) {
      byte[] body = BODY.getBytes(UTF_8);
      String signature = StandardWebhookSigner.sign(SECRET, id, SENT, body);

      assertThat(
              webhook(SECRET).verify(new Webhook(headers("svix", id, "" + SENT, signature), body)))
          .isInstanceOfSatisfying(
              Genuine.class, genuine -> assertThat(genuine.eventId()).matches("[0-9a-f]{64}"));
    }
  }

  private Verdict verify(List<String> secrets, Map<String, String> headers) {
    return new StandardWebhook(secrets, clock).verify(new Webhook(headers, BODY.getBytes(UTF_8)));
  }

  private Verdict verify(String body, String family, String id, String signature) {
    return webhook(SECRET)
        .verify(new Webhook(headers(family, id, "" + SENT, signature), body.getBytes(UTF_8)));
  }

  private StandardWebhook webhook(String secret) {
    return new StandardWebhook(List.of(secret), clock);
  }

  private static Map<String, String> genuine() {
    return headers("svix", ID, "" + SENT, HMAC);
  }

  private static Map<String, String> headers(
      String family, String id, String timestamp, String signature) {
    return Map.of(
        family + "-id", id, family + "-timestamp", timestamp, family + "-signature", signature);
  }
}
