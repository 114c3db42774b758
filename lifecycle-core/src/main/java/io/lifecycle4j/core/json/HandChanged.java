package io.lifecycle4j.core.json;

import static io.lifecycle4j.error.Preconditions.required;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as JSON for a person to edit, and reads the edited text.
 *
 * <p>In addition to what {@link Json} rejects, it rejects unknown properties, which are misspelt
 * names. Messages use the words of the document and name the place. Thread-safe.
 *
 * @param json holds the forms of the records
 */
public record HandChanged(Json json) {
  private static final int LONGEST = 60;
  private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");

  /** Writes a record, each property on its own line; throws like {@link Json#write}. */
  public String text(Object value) {
    return json.text(value, new DefaultPrettyPrinter().withObjectIndenter(INDENT));
  }

  /** Reads a record; throws an InvalidValueException if the text is not such a document. */
  public <T> T read(String text, Class<T> type, String what) {
    try {
      T value =
          json.mapper
              .readerFor(type)
              .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .readValue(required(text, "JSON"));
      return required(value, what);
    } catch (JsonMappingException e) {
      String place = Json.pointer(e);
      String problem = place + problem(e, text);
      throw new InvalidValueException(
          "Invalid " + what + ": " + problem + line(e.getLocation()), e);
    } catch (JsonProcessingException e) {
      throw new InvalidValueException(
          "Invalid "
              + what
              + ": it is not JSON"
              + line(e.getLocation())
              + " (look for a comma, a quote or a bracket that is missing or too many, or a name"
              + " that comes twice)",
          e);
    }
  }

  private static String line(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : ", line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private String problem(JsonMappingException e, String text) {
    if (e.getCause() instanceof LifecycleException known) {
      return ": " + known.getMessage();
    }
    if (e instanceof UnrecognizedPropertyException unknown) {
      Collection<Object> known = unknown.getKnownPropertyIds();
      List<String> names = known == null ? List.of() : known.stream().map(String::valueOf).toList();
      return " is not known" + oneOf(new TreeSet<>(names));
    }
    if (e instanceof InvalidTypeIdException kind) {
      return " has no such kind: " + shown(kind.getTypeId());
    }
    Class<?> type = e instanceof MismatchedInputException other ? other.getTargetType() : null;
    return found(e, text) + allowed(type);
  }

  /** Describes the value found where another was expected. */
  private String found(JsonMappingException e, String text) {
    JsonNode node = MissingNode.getInstance();
    try {
      node = json.mapper.readTree(text);
      for (JsonMappingException.Reference step : e.getPath()) {
        String name = step.getFieldName();
        node = name == null ? node.path(step.getIndex()) : node.path(name);
      }
    } catch (JsonProcessingException unreadable) {
      e.addSuppressed(unreadable); // the message then names the place only
    }
    if (node.isValueNode() && !node.isMissingNode()) {
      return " is " + shown(node.asText());
    }
    if (node.isMissingNode()) {
      return " is missing";
    }
    return node.isArray() ? " is a list" : " is an object";
  }

  private static String shown(@Nullable Object value) {
    String text = String.valueOf(value);
    return '\'' + (text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text) + '\'';
  }

  private String allowed(@Nullable Class<?> type) {
    if (type == null) {
      return "";
    }
    if (type.isEnum()) {
      return oneOf(Stream.of(type.getEnumConstants()).map(String::valueOf).toList());
    }
    if (Collection.class.isAssignableFrom(type)) {
      return " (must be a list)";
    }
    if (type == String.class) {
      return " (must be a text)";
    }
    if (type == boolean.class || type == Boolean.class) {
      return " (must be true or false)";
    }
    JavaType java = json.mapper.constructType(type);
    boolean number = java.isPrimitive() || java.isTypeOrSubTypeOf(Number.class);
    return number ? " (must be a number)" : " (must be an object)";
  }

  private static String oneOf(Collection<String> names) {
    return names.stream().collect(Collectors.joining(", ", " (must be one of ", ")"));
  }
}
