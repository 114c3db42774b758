package io.lifecycle4j.core.json;

import static io.lifecycle4j.error.Preconditions.check;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.introspect.VisibilityChecker;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.schema.spi.TaskProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as canonical JSON and reads them strictly.
 *
 * <p>Canonical: properties in alphabetical order, no white space, shortest numbers, UTF-8; the same
 * value gives the same bytes. Strict: limits on depth, length and number of tokens, valid UTF-8
 * without a mark, no duplicate key, nothing after the end, no number beyond its type; a property
 * that is not known is ignored, since a newer version may have written it; one that is missing is
 * null, which the type itself refuses unless an older version did not have it. What is written can
 * be read. Types are told apart by names from a fixed list, never by class names. Thread-safe.
 */
public final class Json {
  /** The longest document, in bytes and so in characters. */
  static final int MAX_DOCUMENT = 1 << 24;

  /** The longest text, in characters. */
  public static final int MAX_TEXT = 1 << 20;

  /** The longest name of a property, in characters. */
  static final int MAX_NAME = 1_024;

  /** How Jackson says that a value is of another kind than a class of the library. */
  private static final Pattern OTHER_KIND =
      Pattern.compile(
          "^Cannot (?:deserialize value|construct instance) of .*`[^`]*[.][^`]*`.* from (\\w+) value",
          Pattern.DOTALL);

  static final int MAX_TOKENS = 1_000_000;
  static final int MAX_DEPTH = 64;
  static final int MAX_NUMBER = 64;

  /** The longest document that holds the profiles of all columns, in bytes. */
  static final int MAX_WIDE_DOCUMENT = 1 << 28;

  /** About three times what the profiles of 10,000 columns take. */
  static final int MAX_WIDE_TOKENS = 1 << 23;

  static final JsonMapper MAPPER = mapper(MAX_DOCUMENT, MAX_TOKENS);

  /** Reads what this library wrote, and found again by the hash of its bytes. */
  private static final JsonMapper WIDE = mapper(MAX_WIDE_DOCUMENT, MAX_WIDE_TOKENS);

  private static JsonMapper mapper(int bytes, int tokens) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER) // shortest on every JDK
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // not for names from a file
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxDocumentLength(bytes)
                        .maxStringLength(MAX_TEXT)
                        .maxNameLength(MAX_NAME)
                        .maxTokenCount(tokens)
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER)
                        .build())
                .build())
        .addModule(JsonTypes.module())
        .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .visibility(
            VisibilityChecker.Std.defaultInstance()
                .withGetterVisibility(Visibility.NONE)
                .withIsGetterVisibility(Visibility.NONE)
                .withFieldVisibility(Visibility.ANY))
        .build();
  }

  private Json() {}

  /**
   * Writes a record.
   *
   * @param value the record
   * @return its canonical bytes
   * @throws InvalidValueException if they could not be read again: too long, or a text that is not
   *     valid Unicode
   */
  public static byte[] write(Object value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes a record that holds the profiles of many columns, for {@link #readWide}.
   *
   * @param value the record
   * @return its canonical bytes
   * @throws InvalidValueException as {@link #write} does
   */
  public static byte[] writeWide(Object value) {
    return text(value, null, WIDE, MAX_WIDE_DOCUMENT).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes a record as text.
   *
   * @param value the record
   * @return its canonical text
   * @throws InvalidValueException if it could not be read again: too long, or a text that is not
   *     valid Unicode
   */
  public static String text(Object value) {
    return text(value, null);
  }

  /** Writes a record as text, on one line unless a printer is given. */
  static String text(Object value, @Nullable PrettyPrinter printer) {
    return text(value, printer, MAPPER, MAX_DOCUMENT);
  }

  private static String text(
      Object value, @Nullable PrettyPrinter printer, JsonMapper mapper, int most) {
    String what = value.getClass().getSimpleName();
    try {
      // by way of a text: the writer of bytes puts a question mark for half a surrogate pair
      String text = mapper.writer(printer).writeValueAsString(value);
      int half = HalfPairs.find(text);
      check(
          half < 0,
          "Invalid %s: '%s' (must not hold half of a surrogate pair)",
          what,
          half < 0
              ? ""
              : text.substring(Math.max(0, half - 20), Math.min(text.length(), half + 20)));
      checkLimits(text, what, mapper, most);
      return text;
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof InvalidValueException invalid) {
        throw invalid;
      }
      throw new IllegalArgumentException("Cannot write " + value.getClass().getName(), e);
    }
  }

  /**
   * Stamps a preprocessing: from now on it has the form of today and the fingerprint of that. One
   * that has a form keeps it, so that what was read keeps its name.
   *
   * @param preprocessing the fitted preprocessing
   * @return the same with its form
   * @throws InvalidValueException if it has the form of other steps
   */
  public static FittedPreprocessing stamped(FittedPreprocessing preprocessing) {
    PreprocessingForm.check(preprocessing);
    if (!preprocessing.form().isEmpty()) {
      return preprocessing;
    }
    return new FittedPreprocessing(
        preprocessing.input(),
        preprocessing.asked(),
        preprocessing.steps(),
        preprocessing.golden(),
        PreprocessingForm.meant(MAPPER.valueToTree(preprocessing)));
  }

  /** Checks what a reader would; a short text can exceed no limit. */
  private static void checkLimits(String text, String what, JsonMapper mapper, int most) {
    if (text.length() <= MAX_NAME) {
      return;
    }
    long bytes = text.getBytes(StandardCharsets.UTF_8).length;
    check(bytes <= most, "Invalid %s: %s bytes as JSON (must be at most %s)", what, bytes, most);
    try (JsonParser tokens = mapper.createParser(text)) {
      while (tokens.nextToken() != null) {
        tokens.getText(); // what is not asked for is not checked
      }
    } catch (IOException e) {
      throw new InvalidValueException("Invalid " + what + ": " + problem(e), e);
    }
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
    return read(bytes, type, what, MAPPER, MAX_DOCUMENT);
  }

  /**
   * Reads a record that holds the profiles of many columns: a document that this library wrote and
   * that was found by the hash of its bytes, so that limits need not protect from who wrote it.
   *
   * @param <T> the type of the record
   * @param bytes the JSON
   * @param type the type of the record
   * @param what what it is, for messages
   * @return the record
   * @throws CorruptDataException if it is not such a document
   */
  public static <T> T readWide(byte[] bytes, Class<T> type, String what) {
    return read(bytes, type, what, WIDE, MAX_WIDE_DOCUMENT);
  }

  private static <T> T read(byte[] bytes, Class<T> type, String what, JsonMapper mapper, int most) {
    try {
      if (bytes.length > most) {
        throw new CorruptDataException(
            String.format(
                "Cannot read %s: %s bytes (must be at most %s)", what, bytes.length, most));
      }
      T value = mapper.readValue(decode(bytes), type);
      if (value == null) {
        throw new CorruptDataException("Cannot read " + what + ": it is null");
      }
      return value;
    } catch (InvalidTypeIdException e) {
      throw e.getBaseType().isTypeOrSubTypeOf(Task.class)
          ? new NotFoundException(
              "Cannot read "
                  + what
                  + ": task does not exist: "
                  + e.getTypeId()
                  + " (a service of type "
                  + TaskProvider.class.getName()
                  + " must name its class)")
          : new CorruptDataException("Cannot read " + what + ": " + problem(e), e);
    } catch (IOException e) {
      throw new CorruptDataException("Cannot read " + what + ": " + problem(e), e);
    }
  }

  /** Decodes strictly; Jackson would take overlong forms, byte order marks and UTF-16. */
  private static String decode(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Says what is wrong and where, in one line. */
  private static String problem(IOException e) {
    if (e instanceof CharacterCodingException) {
      return "it is not UTF-8";
    }
    if (!(e instanceof JsonProcessingException json)) {
      return String.valueOf(e.getMessage());
    }
    String place = json.getLocation() == null ? "" : ", column " + json.getLocation().getColumnNr();
    String pointer = e instanceof JsonMappingException mapping ? pointer(mapping) : "";
    return said(json) + (pointer.isEmpty() ? "" : " at " + pointer) + place;
  }

  /** Says what is wrong without the names of classes, which tell nobody who wrote the document. */
  private static String said(JsonProcessingException e) {
    if (e.getCause() instanceof LifecycleException cause) {
      return String.valueOf(cause.getMessage());
    }
    Matcher kind = OTHER_KIND.matcher(e.getOriginalMessage());
    return kind.find()
        ? "unexpected " + kind.group(1).toLowerCase(Locale.ROOT)
        : e.getOriginalMessage();
  }

  /** Names the property as a JSON pointer does. */
  static String pointer(JsonMappingException e) {
    StringBuilder pointer = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      String name = step.getFieldName();
      pointer.append('/').append(name == null ? String.valueOf(step.getIndex()) : name);
    }
    return pointer.toString();
  }
}
