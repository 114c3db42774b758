package io.lifecycle4j.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.lifecycle4j.monitoring.Alert;
import io.lifecycle4j.monitoring.AlertHint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An alert as JSON in UTF-8. */
final class AlertDocument {
  private static final JsonFactory JSON = new JsonFactory();

  private AlertDocument() {}

  /** Returns the id of a delivery: another one for each change that is delivered. */
  static String id(Alert alert) {
    return alert.id() + ":" + alert.revision();
  }

  static byte[] write(Alert alert) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("id", id(alert));
      json.writeStringField("type", "alert");
      json.writeStringField("alert", alert.id());
      json.writeStringField("version", alert.version());
      json.writeStringField("state", alert.state().name());
      json.writeStringField("severity", alert.severity().name());
      json.writeStringField("kind", alert.cause().kind().name());
      json.writeStringField("subject", alert.cause().subject());
      json.writeStringField("opened", alert.opened().toString());
      writeTime(json, "cleared", alert.cleared());
      json.writeStringField("from", alert.span().from().toString());
      json.writeStringField("to", alert.span().to().toString());
      json.writeNumberField("rows", alert.span().rows());
      json.writeNumberField("windows", alert.span().windows());
      json.writeObjectFieldStart("figures");
      for (Map.Entry<String, Double> figure : new TreeMap<>(alert.figures()).entrySet()) {
        json.writeNumberField(figure.getKey(), figure.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("hints");
      for (AlertHint hint : alert.hints()) {
        json.writeStartObject();
        json.writeStringField("remedy", hint.remedy().name());
        json.writeStringField("reason", hint.reason());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeStringField("text", alert.text());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A buffer takes all bytes", e);
    }
    return bytes.toByteArray();
  }

  private static void writeTime(JsonGenerator json, String name, Optional<Instant> time)
      throws IOException {
    if (time.isPresent()) {
      json.writeStringField(name, time.get().toString());
    }
  }
}
