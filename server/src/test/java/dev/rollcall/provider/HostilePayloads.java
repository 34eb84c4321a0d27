package dev.rollcall.provider;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Payloads that nobody sends by accident: what is not JSON, what is JSON but not as expected, and
/// genuine ones with some of their bytes changed.
public final class HostilePayloads {
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "null",
          "true",
          "0",
          "\"text\"",
          "[]",
          "{}",
          "{",
          "{\"type\":",
          "{\"type\":null}",
          "{\"type\":1,\"data\":1}",
          "{\"type\":\"user.created\"}",
          "{\"type\":\"user.created\",\"data\":null}",
          "{\"type\":\"user.created\",\"data\":[]}",
          "{\"type\":\"user.created\",\"data\":{}}",
          "{\"type\":\"user.created\",\"data\":{\"id\":null}}",
          "{\"type\":\"user.created\",\"data\":{\"id\":1}}",
          "{\"type\":\"user.created\",\"data\":{\"id\":{}}}",
          "{\"type\":\"user.created\",\"data\":{\"id\":\"\"}}",
          "{\"type\":\"user.created\",\"data\":{\"id\":\"\\u0000\"}}",
          "{\"type\":\"user.updated\",\"data\":{\"id\":\"\\ud800\",\"created_at\":\"x\"}}",
          "{\"type\":\"user.updated\",\"data\":{\"id\":\"a\",\"created_at\":1e400}}",
          "{\"type\":\"user.updated\",\"data\":{\"id\":\"a\",\"created_at\":-1,\"updated_at\":{}}}",
          "{\"type\":\"user.deleted\",\"data\":{\"id\":\"a\"},\"timestamp\":\"x\"}",
          "{\"type\":\"user.deleted\",\"data\":{\"id\":\"a\"},\"timestamp\":99999999999999999999}");

  private HostilePayloads() {}

  static List<byte[]> from(List<byte[]> genuine) {
    List<byte[]> hostile = new ArrayList<>();
    TEXTS.forEach(text -> hostile.add(text.getBytes(UTF_8)));
    hostile.add(new byte[] {0});
    hostile.add(new byte[] {(byte) 0xC3, 0x28});
    hostile.add("\u00e9{".getBytes(ISO_8859_1));
    hostile.add("[".repeat(100_000).getBytes(UTF_8));
    hostile.add(("{\"a\":".repeat(70) + "1" + "}".repeat(70)).getBytes(UTF_8));
    hostile.add(manyKeys());
    Random chance = new Random(42);
    for (byte[] payload : genuine) {
      for (int i = 0; i < 300; i++) {
        hostile.add(damaged(payload, chance));
      }
    }
    return hostile;
  }

  private static byte[] damaged(byte[] payload, Random chance) {
    byte[] copy = payload.clone();
    for (int changes = 1 + chance.nextInt(4); changes > 0; changes--) {
      copy[chance.nextInt(copy.length)] = (byte) chance.nextInt(256);
    }
    return chance.nextInt(4) == 0 ? Arrays.copyOf(copy, chance.nextInt(copy.length)) : copy;
  }

  private static byte[] manyKeys() {
    StringBuilder json = new StringBuilder("{\"type\":\"user.created\",\"data\":{\"id\":\"a\"");
    for (int i = 0; i < 10_001; i++) {
      json.append(",\"k").append(i).append("\":1");
    }
    return json.append("}}").toString().getBytes(UTF_8);
  }

  static String shorten(byte[] payload) {
    String text = new String(payload, UTF_8);
    return text.length() > 200 ? text.substring(0, 200) + "..." : text;
  }
}
