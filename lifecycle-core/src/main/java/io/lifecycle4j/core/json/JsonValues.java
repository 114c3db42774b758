package io.lifecycle4j.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.lifecycle4j.error.InvalidDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a JSON file that a person wrote. A key that is there twice is rejected. */
final class JsonValues {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(YamlValues.MAX_DEPTH)
                  .maxStringLength(Json.MAX_TEXT)
                  .maxNameLength(Json.MAX_NAME)
                  .build())
          .build();

  private final String what;
  private final JsonParser parser;

  private JsonValues(String what, JsonParser parser) {
    this.what = what;
    this.parser = parser;
  }

  /**
   * Reads a file.
   *
   * @param what the name of the file, for messages
   * @throws InvalidDataException if it is invalid; the message names the place
   */
  static PlacedValue read(String what, String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonValues values = new JsonValues(what, parser);
      if (parser.nextToken() == null) {
        throw new InvalidDataException("Cannot read " + what + ": it is empty");
      }
      PlacedValue value = values.value("");
      if (parser.nextToken() != null) {
        throw values.place().invalid("a second document follows", null);
      }
      return value;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw (at == null ? new Place(what, 1, 1) : place(what, at))
          .invalid("it is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) { // the text is in memory
      throw new InvalidDataException("Cannot read " + what + ": it is not JSON", e);
    }
  }

  private PlacedValue value(String name) throws IOException {
    Place place = place();
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      List<PlacedValue> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(name));
      }
      return PlacedValue.list(place, items);
    }
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return entries(name, place);
    }
    return PlacedValue.scalar(
        place, parser.getText(), parser.currentToken() == JsonToken.VALUE_STRING);
  }

  private PlacedValue entries(String name, Place place) throws IOException {
    String inner = name.isEmpty() ? "" : name + ".";
    Map<String, PlacedValue> values = new LinkedHashMap<>();
    Map<String, Place> keys = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      Place at = place();
      Place first = keys.putIfAbsent(key, at);
      if (first != null) {
        throw at.twice(inner + key, first);
      }
      parser.nextToken();
      values.put(key, value(inner + key));
    }
    return PlacedValue.mapping(place, values, keys);
  }

  private Place place() {
    return place(what, parser.currentTokenLocation());
  }

  private static Place place(String what, JsonLocation at) {
    return new Place(what, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
  }
}
