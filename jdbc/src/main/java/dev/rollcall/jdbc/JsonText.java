package dev.rollcall.jdbc;

import dev.rollcall.jdbc.JsonValue.Elements;
import dev.rollcall.jdbc.JsonValue.Members;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads JSON exactly as Postgres reads a `jsonb`: RFC 8259 to the letter, well-formed UTF-8, no
/// NUL and no half of a surrogate pair, numbers that fit a `numeric`; of members that have the same
/// name, the last. A token must not mean one thing here and another there. Depth costs no stack.
final class JsonText {
  private static final JsonValue NOTHING = new JsonValue.Nothing();
  private static final JsonValue TRUE = new JsonValue.Truth(true);
  private static final JsonValue FALSE = new JsonValue.Truth(false);

  private final String text;
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  /// Empty where it is no JSON, or no object.
  static Optional<Members> object(byte[] utf8) {
    try {
      return object(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
  }

  static Optional<Members> object(String text) {
    try {
      return new JsonText(text).document() instanceof Members members
          ? Optional.of(members)
          : Optional.empty();
    } catch (NotJsonException notJson) {
      return Optional.empty();
    }
  }

  private JsonValue document() throws NotJsonException {
    Deque<Container> open = new ArrayDeque<>();
    while (true) {
      Optional<JsonValue> complete = begin(open);
      while (complete.isPresent()) {
        Container around = open.peek();
        if (around == null) {
          space();
          check(at == text.length());
          return complete.get();
        }
        around.add(complete.get());
        complete = separator(open, around);
      }
    }
  }

  /// A scalar or an empty container; otherwise one more container is open.
  private Optional<JsonValue> begin(Deque<Container> open) throws NotJsonException {
    space();
    char first = peek();
    if (first != '{' && first != '[') {
      return Optional.of(scalar(first));
    }
    at++;
    Container container = first == '{' ? new ObjectInWork() : new ArrayInWork();
    space();
    if (peek() == container.end()) {
      at++;
      return Optional.of(container.value());
    }
    if (container instanceof ObjectInWork object) {
      object.name = name();
    }
    open.push(container);
    return Optional.empty();
  }

  /// The container, if it ends here.
  private Optional<JsonValue> separator(Deque<Container> open, Container around)
      throws NotJsonException {
    space();
    char next = take();
    if (next == around.end()) {
      open.pop();
      return Optional.of(around.value());
    }
    check(next == ',');
    if (around instanceof ObjectInWork object) {
      object.name = name();
    }
    return Optional.empty();
  }

  private String name() throws NotJsonException {
    space();
    check(take() == '"');
    String name = string();
    space();
    check(take() == ':');
    return name;
  }

  private JsonValue scalar(char first) throws NotJsonException {
    return switch (first) {
      case '"' -> {
        at++;
        yield new JsonValue.Text(string());
      }
      case 't' -> word("true", TRUE);
      case 'f' -> word("false", FALSE);
      case 'n' -> word("null", NOTHING);
      default -> number();
    };
  }

  private JsonValue word(String word, JsonValue value) throws NotJsonException {
    check(text.startsWith(word, at));
    at += word.length();
    return value;
  }

  private JsonValue number() throws NotJsonException {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int whole = at;
    digits();
    check(text.charAt(whole) != '0' || at == whole + 1);
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      digits();
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
    String digits = text.substring(start, at);
    check(NumericRange.holds(digits));
    return new JsonValue.Numeral(digits);
  }

  private void digits() throws NotJsonException {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    check(at > start);
  }

  /// After the opening quote.
  private String string() throws NotJsonException {
    StringBuilder value = new StringBuilder();
    while (true) {
      char next = take();
      if (next == '"') {
        return value.toString();
      }
      check(next >= ' ');
      if (next == '\\') {
        escape(value);
      } else {
        value.append(next);
      }
    }
  }

  private void escape(StringBuilder value) throws NotJsonException {
    switch (take()) {
      case '"' -> value.append('"');
      case '\\' -> value.append('\\');
      case '/' -> value.append('/');
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'n' -> value.append('\n');
      case 'r' -> value.append('\r');
      case 't' -> value.append('\t');
      case 'u' -> {
        char unit = unit();
        check(unit != 0 && !Character.isLowSurrogate(unit));
        value.append(unit);
        if (Character.isHighSurrogate(unit)) {
          check(take() == '\\' && take() == 'u');
          char low = unit();
          check(Character.isLowSurrogate(low));
          value.append(low);
        }
      }
      default -> throw new NotJsonException();
    }
  }

  private char unit() throws NotJsonException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      char letter = take();
      int digit = letter < 128 ? Character.digit(letter, 16) : -1;
      check(digit >= 0);
      value = value * 16 + digit;
    }
    return (char) value;
  }

  private void space() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() throws NotJsonException {
    check(at < text.length());
    return text.charAt(at);
  }

  private char take() throws NotJsonException {
    char next = peek();
    at++;
    return next;
  }

  private static void check(boolean holds) throws NotJsonException {
    if (!holds) {
      throw new NotJsonException();
    }
  }

  private sealed interface Container {
    char end();

    void add(JsonValue value);

    JsonValue value();
  }

  private static final class ObjectInWork implements Container {
    private final Map<String, JsonValue> members = new LinkedHashMap<>();
    private String name = "";

    @Override
    public char end() {
      return '}';
    }

    @Override
    public void add(JsonValue value) {
      members.put(name, value);
    }

    @Override
    public JsonValue value() {
      return new Members(members);
    }
  }

  private static final class ArrayInWork implements Container {
    private final List<JsonValue> elements = new ArrayList<>();

    @Override
    public char end() {
      return ']';
    }

    @Override
    public void add(JsonValue value) {
      elements.add(value);
    }

    @Override
    public JsonValue value() {
      return new Elements(elements);
    }
  }

  /// Never leaves this class, and so needs no stack trace.
  private static final class NotJsonException extends Exception {
    private static final long serialVersionUID = 1;

    NotJsonException() {
      super("not JSON", null, false, false);
    }
  }
}
