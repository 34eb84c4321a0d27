package dev.rollcall.api.stack;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What one value of a request must be. A rule never changes; each method gives a stricter or
/// looser copy. Mistakes are worded as yup words them, because callers compare the texts.
///
/// @param me whether `me` stands for the signed-in user's id
/// @param shape of an object
/// @param items what each item of an array must be
public record Rule(
    Type type,
    boolean required,
    boolean mayBeNull,
    boolean me,
    List<String> values,
    List<Check> checks,
    @Nullable Shape shape,
    @Nullable Rule items) {
  /// The types of JSON, as yup names them.
  public enum Type {
    STRING,
    NUMBER,
    BOOLEAN,
    OBJECT,
    ARRAY,
    MIXED
  }

  /// Something that must hold for a value that has the right type.
  @FunctionalInterface
  public interface Check {
    /// What is wrong, as a whole sentence; empty if nothing is.
    Optional<String> mistake(String path, JsonNode value);
  }

  public Rule {
    values = List.copyOf(values);
    checks = List.copyOf(checks);
  }

  public static Rule text() {
    return of(Type.STRING);
  }

  public static Rule number() {
    return of(Type.NUMBER);
  }

  public static Rule bool() {
    return of(Type.BOOLEAN);
  }

  /// Any JSON, null included.
  public static Rule json() {
    return of(Type.MIXED).nullable();
  }

  public static Rule object(Shape shape) {
    return new Rule(Type.OBJECT, false, false, false, List.of(), List.of(), shape, null);
  }

  public static Rule list(Rule items) {
    return new Rule(Type.ARRAY, false, false, false, List.of(), List.of(), null, items);
  }

  /// A user's id, or `me`, which the signed-in user's id then stands for.
  public static Rule userIdOrMe() {
    Rule id = text().uuid();
    return new Rule(id.type, false, false, true, id.values, id.checks, null, null);
  }

  private static Rule of(Type type) {
    return new Rule(type, false, false, false, List.of(), List.of(), null, null);
  }

  /// It must be there.
  public Rule defined() {
    return new Rule(type, true, mayBeNull, me, values, checks, shape, items);
  }

  /// It may be null.
  public Rule nullable() {
    return new Rule(type, required, true, me, values, checks, shape, items);
  }

  public Rule oneOf(String... allowed) {
    return new Rule(type, required, mayBeNull, me, List.of(allowed), checks, shape, items);
  }

  public Rule notEmpty() {
    return text(text -> !text.isEmpty(), "must not be empty");
  }

  public Rule length(int exactly) {
    return text(text -> text.length() == exactly, "must be exactly " + exactly + " characters");
  }

  public Rule max(int characters) {
    return text(
        text -> text.length() <= characters, "must be at most " + characters + " characters");
  }

  /// The form that browsers accept in an `email` field; an empty text passes, as it does in yup.
  public Rule email() {
    return text(text -> text.isEmpty() || TextForms.isEmail(text), "must be a valid email");
  }

  /// An address whose domain has a dot, and after it at least two characters.
  public Rule strictEmail() {
    return email()
        .text(
            TextForms::isStrictEmail,
            "must match the following: \"/" + TextForms.STRICT_EMAIL.pattern() + "/\"");
  }

  public Rule uuid() {
    return text(text -> TextForms.UUID.matcher(text).matches(), "must be a valid UUID");
  }

  public Rule base64() {
    return text(TextForms::isBase64, "is not valid base64");
  }

  public Rule url() {
    return text(text -> text.indexOf(' ') < 0, "contains spaces")
        .text(TextForms::isUrl, "is not a valid URL");
  }

  public Rule integer() {
    return check((path, value) ->
        TextForms.isInteger(value) ? Optional.empty() : Optional.of(path + " must be an integer"));
  }

  public Rule atLeast(long least) {
    return check((path, value) ->
        value.decimalValue().compareTo(BigDecimal.valueOf(least)) >= 0
            ? Optional.empty()
            : Optional.of(path + " must be greater than or equal to " + least));
  }

  public Rule atMost(long most) {
    return check((path, value) ->
        value.decimalValue().compareTo(BigDecimal.valueOf(most)) <= 0
            ? Optional.empty()
            : Optional.of(path + " must be less than or equal to " + most));
  }

  /// A rule with words of its own.
  ///
  /// @param sentence what follows the value's path
  public Rule text(Predicate<String> holds, String sentence) {
    return check((path, value) ->
        holds.test(value.stringValue()) ? Optional.empty() : Optional.of(path + " " + sentence));
  }

  public Rule check(Check check) {
    List<Check> more = new ArrayList<>(checks);
    more.add(check);
    return new Rule(type, required, mayBeNull, me, values, more, shape, items);
  }
}
