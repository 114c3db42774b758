package io.lifecycle4j.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.ModelEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** An event as JSON in UTF-8. */
final class EventDocument {
  private static final JsonFactory JSON = new JsonFactory();

  private EventDocument() {}

  static byte[] write(ModelEvent event) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("id", event.id());
      json.writeStringField("home", event.home().toString());
      json.writeNumberField("sequence", event.sequence());
      json.writeNumberField("part", event.part());
      json.writeStringField("time", event.time().toString());
      json.writeStringField("type", event.type());
      json.writeStringField("model", event.model());
      if (event.version().isPresent()) {
        json.writeNumberField("version", event.version().getAsInt());
      }
      if (event.alias().isPresent()) {
        json.writeStringField("alias", event.alias().get());
      }
      if (event.change() instanceof Change.AliasMoved move) {
        writeMove(json, event, move);
      }
      json.writeStringField("actor", event.actor().name());
      json.writeStringField("reason", event.reason());
      json.writeStringField("text", event.text());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A buffer takes all bytes", e);
    }
    return bytes.toByteArray();
  }

  private static void writeMove(JsonGenerator json, ModelEvent event, Change.AliasMoved move)
      throws IOException {
    if (move.from().isPresent()) {
      json.writeNumberField("from", move.from().getAsInt());
    }
    json.writeNumberField("to", move.version());
    json.writeBooleanField("rollback", event.isRollback());
    json.writeBooleanField("override", event.isOverride());
  }
}
