package dev.rollcall.api.mock;

import dev.rollcall.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/// Users that exist only while they are written: each is the same text of about 1.2 KB with its
/// number and its time filled in, so a million of them needs no memory and hardly any time. Not for
/// use by several threads.
final class SyntheticUsers {
  static final int MOST = 10_000_000;

  static final String PREFIX = "gen_";

  private static final int DIGITS = 9;
  private static final String NUMBER = "#".repeat(DIGITS);
  private static final int TIME_DIGITS = 13;
  private static final String TIME = "@".repeat(TIME_DIGITS);

  /// 2023-11-14: the first of them was created then, and each other a second after the one before.
  private static final long FIRST = 1_700_000_000_000L;

  private static final Pattern ID = Pattern.compile(PREFIX + "\\d{" + DIGITS + "}");

  private static final String TEMPLATE =
      """
      {"id":"gen_NUMBER","name":"Generated User NUMBER","email":"user.NUMBER@example.com",\
      "created_at":TIME,"updated_at":TIME,"data":{"username":"user_NUMBER",\
      "external_id":"crm-NUMBER","plan":"team","locale":"en-GB","time_zone":"Europe/London",\
      "phone_numbers":[{"id":"phone_NUMBER","number":"+15550NUMBER","verified":true}],\
      "addresses":[{"kind":"billing","street":"1 Example Street","city":"Exampleton",\
      "postal_code":"NUMBER","country":"GB"}],"identities":[{"provider":"github",\
      "account":"NUMBER","scopes":["user:email","read:user"]}],"two_factor":false,\
      "banned":false,"image_url":"https://img.example.com/users/NUMBER/portrait-256.png",\
      "sign_in":{"count":42,"method":"magic_link","user_agent":"Mozilla/5.0 (X11; Linux x86_64)"},\
      "preferences":{"theme":"dark","newsletter":true,"digest":"weekly","beta":["search","sql"]},\
      "about":"FILLER"}}\
      """
          .replace("NUMBER", NUMBER)
          .replace("TIME", TIME)
          .replace("FILLER", "A user that was generated to have many of them. ".repeat(7).strip());

  private static final int[] NUMBERS = placesOf(NUMBER);
  private static final int[] TIMES = placesOf(TIME);

  private final byte[] text = TEMPLATE.getBytes(StandardCharsets.US_ASCII);

  /// Appends the user at `index`, as JSON.
  void write(int index, ByteArrayOutputStream out) {
    fill(NUMBERS, DIGITS, index);
    fill(TIMES, TIME_DIGITS, FIRST + index * 1000L);
    out.write(text, 0, text.length);
  }

  MockUser user(int index) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length);
    write(index, out);
    return MockUser.of((ObjectNode) Json.MAPPER.readTree(out.toByteArray()));
  }

  /// The id at `index`. Ids sort as their numbers do.
  static String id(int index) {
    return PREFIX + Integer.toString(1_000_000_000 + index).substring(1);
  }

  static OptionalInt index(String id) {
    return ID.matcher(id).matches()
        ? OptionalInt.of(Integer.parseInt(id.substring(PREFIX.length())))
        : OptionalInt.empty();
  }

  /// The first index whose id sorts after `id`.
  static int after(String id) {
    if (index(id).isPresent()) {
      return index(id).getAsInt() + 1;
    }
    return id.compareTo(PREFIX) <= 0 ? 0 : MOST;
  }

  /// Writes the number to the first place, and copies it from there to the others.
  private void fill(int[] places, int digits, long number) {
    int first = places[0];
    long rest = number;
    for (int i = first + digits - 1; i >= first; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    for (int place : places) {
      System.arraycopy(text, first, text, place, digits);
    }
  }

  private static int[] placesOf(String mark) {
    return IntStream.range(0, TEMPLATE.length())
        .filter(i -> TEMPLATE.startsWith(mark, i))
        .toArray();
  }
}
