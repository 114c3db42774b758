package io.lifecycle4j.core.json;

import static io.lifecycle4j.error.InvalidValueException.check;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.VisibilityChecker;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lifecycle4j.error.CorruptDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes records as canonical JSON and reads them strictly.
 *
 * <p>Canonical: properties in alphabetical order, no white space, shortest numbers, UTF-8; the same
 * value gives the same bytes. Strict: limits on depth and length, no duplicate key, nothing after
 * the end; a property that is not known is ignored, since a newer version may have written it.
 * Types are told apart by names from a fixed list, never by class names. Thread-safe.
 */
public final class Json {
  private static final int MAX_DEPTH = 64;

  /** The longest document, in bytes and so in characters: what is written can be read. */
  private static final int MAX_DOCUMENT = 1 << 26;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_DOCUMENT)
                          .maxDocumentLength(MAX_DOCUMENT)
                          .build())
                  .build())
          .addModule(JsonTypes.module())
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .visibility(
              VisibilityChecker.Std.defaultInstance()
                  .withGetterVisibility(Visibility.NONE)
                  .withIsGetterVisibility(Visibility.NONE)
                  .withFieldVisibility(Visibility.ANY))
          .build();

  private Json() {}

  /**
   * Writes a record.
   *
   * @param value the record
   * @return its canonical bytes
   * @throws io.lifecycle4j.error.InvalidValueException if they are more than 64 MiB
   */
  public static byte[] write(Object value) {
    try {
      byte[] bytes = MAPPER.writeValueAsBytes(value);
      check(
          bytes.length <= MAX_DOCUMENT,
          "Invalid %s: %s bytes as JSON (must be at most %s)",
          value.getClass().getSimpleName(),
          bytes.length,
          MAX_DOCUMENT);
      return bytes;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot write " + value.getClass().getName(), e);
    }
  }

  /**
   * Writes a record as text.
   *
   * @param value the record
   * @return its canonical text
   */
  public static String text(Object value) {
    return new String(write(value), StandardCharsets.UTF_8);
  }

  /**
   * Reads a record.
   *
   * @param <T> the type of the record
   * @param bytes the JSON
   * @param type the type of the record
   * @param what what it is, for messages
   * @return the record
   * @throws CorruptDataException if it is not such a document
   */
  public static <T> T read(byte[] bytes, Class<T> type, String what) {
    try {
      T value = MAPPER.readValue(bytes, type);
      if (value == null) {
        throw new CorruptDataException("Cannot read " + what + ": it is null");
      }
      return value;
    } catch (IOException e) {
      throw new CorruptDataException("Cannot read " + what + ": " + e.getMessage(), e);
    }
  }
}
