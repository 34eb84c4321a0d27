package dev.rollcall.api.sql;

import dev.rollcall.json.Json;
import dev.rollcall.postgres.wire.Column;
import dev.rollcall.postgres.wire.Rows;
import dev.rollcall.sqlhttp.SqlResults;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Writes results as they come, so that no more is held of them than what is sent.
final class ResultJson implements SqlResults {
  private final SentQuery sent;
  private final Form form;
  private final BoundedBuffer buffer;
  private final JsonGenerator json;
  private int number;
  private @Nullable OneResult current;

  /// @param raw whether every cell stays the text that Postgres wrote
  /// @param arrayMode whether rows are arrays where a query does not say
  record Form(boolean raw, boolean arrayMode) {}

  ResultJson(SentQuery sent, Form form, int limit) {
    this.sent = sent;
    this.form = form;
    this.buffer = new BoundedBuffer(limit);
    this.json = Json.MAPPER.createGenerator(buffer);
    if (sent.together()) {
      json.writeStartObject();
      json.writeName("results");
      json.writeStartArray();
    }
  }

  @Override
  public Rows begin() {
    Boolean own = sent.queries().get(number).arrayMode();
    number++;
    OneResult fresh = new OneResult(own == null ? form.arrayMode() : own);
    current = fresh;
    json.writeStartObject();
    return fresh;
  }

  @Override
  public void end(String tag) {
    OneResult ending = current;
    if (ending == null) {
      throw new IllegalStateException("No result was begun");
    }
    ending.end(tag);
    json.writeEndObject();
  }

  byte[] bytes() {
    if (sent.together()) {
      json.writeEndArray();
      json.writeEndObject();
    }
    json.close();
    return buffer.all();
  }

  private final class OneResult implements Rows {
    private final boolean arrays;
    private @Nullable List<Column> columns;

    OneResult(boolean arrays) {
      this.arrays = arrays;
    }

    @Override
    public void begin(List<Column> fresh) {
      columns = fresh;
      json.writeName("fields");
      json.writeStartArray();
      fresh.forEach(this::describe);
      json.writeEndArray();
      json.writeName("rows");
      json.writeStartArray();
    }

    private void describe(Column column) {
      json.writeStartObject();
      json.writeStringProperty("name", column.name());
      json.writeNumberProperty("dataTypeID", Integer.toUnsignedLong(column.type()));
      json.writeNumberProperty("tableID", Integer.toUnsignedLong(column.table()));
      json.writeNumberProperty("columnID", column.number());
      json.writeNumberProperty("dataTypeSize", column.size());
      json.writeNumberProperty("dataTypeModifier", column.modifier());
      json.writeStringProperty("format", "text");
      json.writeEndObject();
    }

    @Override
    public void add(@Nullable String[] cells) {
      List<Column> known = columns;
      if (known == null || known.size() != cells.length) {
        throw new IllegalStateException("A row does not have the columns that were announced");
      }
      if (arrays) {
        json.writeStartArray();
      } else {
        json.writeStartObject();
      }
      for (int i = 0; i < cells.length; i++) {
        if (!arrays) {
          json.writeName(known.get(i).name());
        }
        if (form.raw() || cells[i] == null) {
          json.writeString(cells[i]);
        } else {
          TypedCell.write(json, known.get(i).type(), cells[i]);
        }
      }
      if (arrays) {
        json.writeEndArray();
      } else {
        json.writeEndObject();
      }
    }

    @Override
    public long room() {
      return buffer.room();
    }

    void end(String tag) {
      if (columns == null) {
        begin(List.of());
      }
      json.writeEndArray();
      Tag.of(tag).write(json);
      json.writeBooleanProperty("rowAsArray", arrays);
      json.flush();
    }
  }
}
