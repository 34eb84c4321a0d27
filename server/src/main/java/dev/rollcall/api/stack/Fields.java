package dev.rollcall.api.stack;

import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The properties of an object that passed its [Shape].
public final class Fields {
  private final ObjectNode tree;

  Fields(ObjectNode tree) {
    this.tree = tree;
  }

  /// Whether it was sent, be it as null.
  public boolean has(String name) {
    return tree.has(name);
  }

  /// Whether it was sent as null.
  public boolean isNull(String name) {
    JsonNode value = tree.get(name);
    return value != null && value.isNull();
  }

  /// A text that the shape requires.
  public String text(String name) {
    return required(name).stringValue();
  }

  /// Empty where it was not sent, or is null.
  public Optional<String> findText(String name) {
    return find(name).map(JsonNode::stringValue);
  }

  /// Empty where it was not sent, or is null.
  public Optional<Boolean> findBool(String name) {
    return find(name).map(JsonNode::booleanValue);
  }

  /// Empty where it was not sent, or is null; only for rules that say `integer`.
  public Optional<Long> findNumber(String name) {
    return find(name).map(value -> value.decimalValue().longValue());
  }

  /// Any JSON, null included; empty where it was not sent.
  public Optional<JsonNode> json(String name) {
    return Optional.ofNullable(tree.get(name));
  }

  /// Empty where it was not sent, or is null.
  public Optional<Fields> findObject(String name) {
    return find(name).map(value -> new Fields((ObjectNode) value));
  }

  /// The objects of a list; empty where it was not sent, or is null.
  public Optional<List<Fields>> findObjects(String name) {
    return find(name)
        .map(list ->
            StreamSupport.stream(list.spliterator(), false)
                .map(item -> new Fields((ObjectNode) item))
                .toList());
  }

  private JsonNode required(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalStateException("the shape does not require '" + name + "'"));
  }

  private Optional<JsonNode> find(String name) {
    return Optional.ofNullable(tree.get(name)).filter(value -> !value.isNull());
  }
}
