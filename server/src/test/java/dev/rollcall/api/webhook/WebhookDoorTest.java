package dev.rollcall.api.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.MockEvent;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningMock;
import dev.rollcall.testing.StartedApp;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What the door lets in and what it does not, over a whole server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookDoorTest {
  private static final byte[] ADA = MockEvent.of("ada", 1, "Ada");
  private static final int LIMIT = 1 << 20;

  private final RunningMock mock = new RunningMock(new MovableClock());
  private StartedApp server;
  private RollcallClient client;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = StartedApp.start(folder.resolve("data"), Map.of());
    client = server.client();
    client.connect(mock);
  }

  @AfterAll
  void stop() {
    server.close();
    mock.close();
  }

  @Test
  void a_signed_event_is_stored_and_applied() {
    assertThat(client.deliver("first", MockEvent.of("first", 1, "Ada"))).isEqualTo(200);

    assertThat(client.settled("first").path("outcome").stringValue()).isEqualTo("applied");
    assertThat(client.user("first").path("name").stringValue()).isEqualTo("Ada");
  }

  @Test
  void an_event_that_is_delivered_again_is_acknowledged_and_has_no_second_effect() {
    byte[] event = MockEvent.of("twice", 1, "Ada");

    HttpResponse<String> first = client.send(client.signed("again", event));
    client.settled("again");
    HttpResponse<String> second = client.send(client.signed("again", event));
    HttpResponse<String> other =
        client.send(client.signed("again", MockEvent.of("twice", 2, "Eve")));
    client.deliver("after", MockEvent.of("after", 1, "Bob"));
    client.settled("after");

    assertThat(first.body()).isEqualTo("{\"status\":\"stored\"}");
    assertThat(second.body()).isEqualTo("{\"status\":\"already stored\"}");
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(client.user("twice").path("name").stringValue()).isEqualTo("Ada");
    assertThat(changesOf("twice")).isEqualTo(1);
  }

  @Test
  void what_is_not_signed_is_refused_and_not_stored() {
    var unsigned = client.request("/webhooks/default").POST(BodyPublishers.ofByteArray(ADA));
    var changed = client.signed("changed", ADA).POST(BodyPublishers.ofString("{}"));
    var renamed = client.signed("renamed", ADA).setHeader("webhook-id", "another");
    var empty = client.signed("empty", ADA).setHeader("webhook-signature", " ");
    var garbage = client.signed("garbage", ADA).setHeader("webhook-signature", "v1,AAAA=");

    assertRefused(unsigned, "unsigned");
    assertRefused(changed, "changed");
    assertRefused(renamed, "another");
    assertRefused(empty, "empty");
    assertRefused(garbage, "garbage");
  }

  @Test
  void what_was_signed_long_ago_or_is_from_the_future_is_refused_and_not_stored() {
    Instant now = Instant.now();

    assertRefused(at("old", now.minusSeconds(310)), "old");
    assertRefused(at("early", now.plusSeconds(310)), "early");
    assertThat(client.send(at("slow", now.minusSeconds(290))).statusCode()).isEqualTo(200);
  }

  @Test
  void a_project_that_does_not_exist_has_no_door() {
    HttpResponse<String> answer =
        client.send(client.request("/webhooks/nobody").POST(BodyPublishers.ofByteArray(ADA)));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("There is no project 'nobody' that is connected");
  }

  @Test
  void a_body_of_more_than_a_mebibyte_is_refused_and_not_stored() {
    byte[] largest = padded(LIMIT);
    byte[] tooLarge = padded(LIMIT + 1);

    assertThat(client.deliver("largest", largest)).isEqualTo(200);
    assertThat(client.send(client.signed("large", tooLarge)).statusCode()).isEqualTo(413);
    var chunked =
        client
            .signed("chunked", tooLarge)
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLarge)));
    assertThat(client.send(chunked).statusCode()).isEqualTo(413);

    assertThat(client.settled("largest").path("outcome").stringValue()).isEqualTo("applied");
    assertThat(client.find("large")).isEmpty();
    assertThat(client.find("chunked")).isEmpty();
  }

  @Test
  void a_chunked_body_is_taken_like_any_other() {
    var chunked =
        client
            .signed("in chunks", ADA)
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(ADA)));

    assertThat(client.send(chunked).statusCode()).isEqualTo(200);
    assertThat(client.find("in chunks")).isPresent();
  }

  @Test
  void an_id_that_cannot_be_a_key_is_stored_under_its_hash() {
    String longId = "x".repeat(3000);

    assertThat(client.deliver(longId, ADA)).isEqualTo(200);
    assertThat(client.find(longId)).isEmpty();
    assertThat(client.send(client.signed(longId, ADA)).body())
        .isEqualTo("{\"status\":\"already stored\"}");
  }

  private void assertRefused(HttpRequest.Builder delivery, String eventId) {
    HttpResponse<String> answer = client.send(delivery);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body())
        .contains(
            "\"code\":\"signature_refused\"",
            "The signature does not match, is missing, or is more than five minutes old.");
    assertThat(client.find(eventId)).isEmpty();
  }

  private HttpRequest.Builder at(String eventId, Instant time) {
    return client.signed(eventId, time, ADA).POST(BodyPublishers.ofByteArray(ADA));
  }

  private int changesOf(String user) {
    int count = 0;
    for (var change : client.json("/projects/default/changes?limit=1000").path("changes")) {
      count += change.path("user_id").stringValue("").equals(user) ? 1 : 0;
    }
    return count;
  }

  private static byte[] padded(int size) {
    String event = MockEvent.text("large", 1, "Ada", "\"filled\":\"FILLING\"");
    int filling = size - event.length() + "FILLING".length();
    return event.replace("FILLING", "x".repeat(filling)).getBytes(UTF_8);
  }
}
