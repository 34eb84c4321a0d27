package dev.rollcall.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rollcall.provider.StandardWebhookSigner;
import dev.rollcall.testing.RollcallClient;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// Webhooks about users of about 1.5 KB, as the bytes that go over the wire, signed as Svix does it
/// and ready to be sent: to sign them is not what is measured.
final class SignedDeliveries {
  private static final String FILLER = "A user of whom there is something to say. ".repeat(27);

  private final String path;
  private final long start = System.currentTimeMillis();
  private int signed;

  /// @param path where they go
  SignedDeliveries(String path) {
    this.path = path;
  }

  /// As many as asked for, each another event and each newer than the one before.
  ///
  /// @param userIds whom they are about
  List<byte[]> next(int count, IntFunction<String> userIds) {
    List<byte[]> all = new ArrayList<>(count);
    long seconds = System.currentTimeMillis() / 1_000;
    for (int i = 0; i < count; i++) {
      signed++;
      String userId = userIds.apply(i);
      byte[] body =
          """
          {"type":"user.updated","timestamp":%2$d,"data":{"id":"%1$s","name":"User %1$s",\
          "email":"%1$s@example.com","created_at":1700000000000,"updated_at":%2$d,\
          "data":{"plan":"team","locale":"en-GB","verified":true,"about":"%3$s"}}}\
          """
              .formatted(userId, start + signed, FILLER)
              .getBytes(US_ASCII);
      all.add(request("evt_" + start + "_" + signed, seconds, body));
    }
    return all;
  }

  private byte[] request(String eventId, long seconds, byte[] body) {
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nsvix-id: "
            + eventId
            + "\r\nsvix-timestamp: "
            + seconds
            + "\r\nsvix-signature: "
            + StandardWebhookSigner.sign(RollcallClient.WEBHOOK_SECRET, eventId, seconds, body)
            + "\r\ncontent-length: "
            + body.length
            + "\r\n\r\n";
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(US_ASCII));
    request.writeBytes(body);
    return request.toByteArray();
  }
}
