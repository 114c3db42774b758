package io.lifecycle4j.core.data.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.lifecycle4j.core.schema.CellText;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.schema.DataType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of the objects in JSON lines, and their types. Not thread-safe.
 *
 * <p>Memory is bounded whatever the files hold: by the number of properties, and by the total
 * length of their names, which nesting makes longer.
 */
final class JsonLinesShape {
  static final int MAX_PROPERTIES = 1 << 14;
  static final int MAX_CHARACTERS = 1 << 22;

  /** A whole number with this many digits is always below 2^53. */
  private static final int SAFE_DIGITS = 15;

  private final Map<String, Property> properties = new LinkedHashMap<>();

  /** The total length of the names, in characters. */
  private long characters;

  /** What was seen of a property. */
  static final class Property {
    private @Nullable DataType type;
    private boolean mixed;
    private boolean great;
    private int length = -1;

    private void see(DataType seen, int cells) {
      mixed |= type != null && (type != seen || length != cells);
      type = seen;
      length = cells;
    }

    /** Returns the type; null if no column holds what the property has. */
    @Nullable DataType type() {
      return mixed || great ? null : type;
    }

    /** Returns whether there is a whole number that is too great. */
    boolean isGreat() {
      return great;
    }

    /** Returns the shape of a tensor; empty of other types. */
    List<Integer> shape() {
      return length < 0 ? List.of() : List.of(length);
    }
  }

  /** Returns what was seen, by the names of the properties. */
  Map<String, Property> properties() {
    return properties;
  }

  void add(String file, InputStream bytes) throws IOException {
    try (JsonParser in =
        JsonLinesReading.JSON.createParser(StrictText.reader(bytes, StandardCharsets.UTF_8))) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token != JsonToken.START_OBJECT) {
          throw invalid(file, in, JsonLinesReading.noObject(token));
        }
        object(file, in, "");
      }
    } catch (JsonProcessingException e) {
      throw JsonLinesReading.broken(file, 1, e);
    }
  }

  private static InvalidDataException invalid(String file, JsonParser in, String problem) {
    int line = in.currentTokenLocation().getLineNr();
    return new InvalidDataException("Cannot read " + file + ": line " + line + " " + problem);
  }

  private void object(String file, JsonParser in, String outside) throws IOException {
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      JsonToken token = in.nextToken();
      if (token == JsonToken.START_OBJECT) {
        object(file, in, outside + name + '.');
      } else {
        value(in, token, property(file, in, outside + name));
      }
    }
  }

  private Property property(String file, JsonParser in, String name) {
    Property known = properties.get(name);
    if (known != null) {
      return known;
    }
    if (properties.size() == MAX_PROPERTIES) {
      throw invalid(file, in, "has another property, beyond " + MAX_PROPERTIES);
    }
    characters += name.length();
    if (characters > MAX_CHARACTERS) {
      throw invalid(
          file, in, "has another property, beyond names of " + MAX_CHARACTERS + " characters");
    }
    Property property = new Property();
    properties.put(name, property);
    return property;
  }

  private static void value(JsonParser in, JsonToken token, Property property) throws IOException {
    switch (token) {
      case VALUE_NULL -> {}
      case VALUE_STRING -> property.see(DataType.STRING, -1);
      case VALUE_TRUE, VALUE_FALSE -> property.see(DataType.BOOLEAN, -1);
      case START_ARRAY -> array(in, property);
      default -> {
        property.see(DataType.FLOAT64, -1);
        property.great |=
            token == JsonToken.VALUE_NUMBER_INT
                && in.getTextLength() > SAFE_DIGITS
                && CellText.isGreatWhole(in.getText());
      }
    }
  }

  private static void array(JsonParser in, Property property) throws IOException {
    int cells = 0;
    for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
      cells++;
      if (!next.isNumeric() && next != JsonToken.VALUE_NULL) {
        in.skipChildren();
        property.mixed = true;
      }
    }
    property.see(DataType.TENSOR, cells);
    property.mixed |= cells == 0;
  }
}
