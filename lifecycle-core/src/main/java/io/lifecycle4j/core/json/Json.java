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
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.VisibilityChecker;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as canonical JSON and reads them strictly.
 *
 * <p>Canonical: properties in alphabetical order, no white space, shortest numbers, UTF-8; equal
 * values have equal bytes. Strict: limits on depth, length and number of tokens, valid UTF-8
 * without a byte order mark, no duplicate key, nothing after the end, no number beyond its type. An
 * unknown property is ignored, since a newer version may have written it, unless {@link #readKnown}
 * reads. A missing one is null, which the type itself rejects unless an older version lacked it.
 * What is written can be read. Classes are identified by names from a fixed list, never by class
 * names. Thread-safe.
 *
 * <p>Each package has one with the {@link Forms} of its own values and of the packages it builds
 * on; {@link #PLAIN} has those of the JDK alone.
 */
public final class Json {
  /** The longest document, in bytes and so in characters. */
  static final int MAX_DOCUMENT = 1 << 24;

  /** The longest text, in characters. */
  public static final int MAX_TEXT = 1 << 20;

  /** The longest name of a property, in characters. */
  static final int MAX_NAME = 1_024;

  /** Jackson's message for a value that does not fit a class of the library. */
  private static final Pattern OTHER_KIND =
      Pattern.compile(
          "^Cannot (?:deserialize value|construct instance) of .*`[^`]*[.][^`]*`.* from (\\w+) value",
          Pattern.DOTALL);

  static final int MAX_TOKENS = 1_000_000;
  static final int MAX_DEPTH = 64;
  static final int MAX_NUMBER = 64;

  /** The longest document that holds the profiles of all columns, in bytes. */
  static final int MAX_WIDE_DOCUMENT = 1 << 28;

  /** About three times the tokens of the profiles of 10,000 columns. */
  static final int MAX_WIDE_TOKENS = 1 << 23;

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxDocumentLength(MAX_DOCUMENT)
          .maxStringLength(MAX_TEXT)
          .maxNameLength(MAX_NAME)
          .maxTokenCount(MAX_TOKENS)
          .maxNestingDepth(MAX_DEPTH)
          .maxNumberLength(MAX_NUMBER)
          .build();

  private static final StreamReadConstraints WIDE =
      LIMITS.rebuild().maxDocumentLength(MAX_WIDE_DOCUMENT).maxTokenCount(MAX_WIDE_TOKENS).build();

  /** Writes and reads records of texts, numbers, enums and times. */
  public static final Json PLAIN = new Json(LIMITS, forms -> {});

  final JsonMapper mapper;
  private final Forms forms = new Forms();
  private final StreamReadConstraints limits;
  private final Consumer<Forms> registering;

  private Json(StreamReadConstraints limits, Consumer<Forms> registering) {
    this.limits = limits;
    this.registering = registering;
    registering.accept(forms);
    mapper = mapper(limits, forms);
  }

  /** Returns one with the further forms of a package. */
  public Json with(Consumer<Forms> more) {
    return new Json(limits, registering.andThen(more));
  }

  /**
   * Returns one with higher limits, for records that hold the profiles of many columns. Use it only
   * for documents that this library wrote and that were found by the hash of their bytes, which
   * need no protection from their author.
   */
  public Json wide() {
    return new Json(WIDE, registering);
  }

  private static JsonMapper mapper(StreamReadConstraints limits, Forms forms) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER) // the shortest form on every JDK
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // not for names from a file
                .streamReadConstraints(limits)
                .build())
        .addModule(forms)
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

  /**
   * Writes a record as canonical bytes. Throws an InvalidValueException if they could not be read
   * again: too long, or a text that is not valid Unicode.
   */
  public byte[] write(Object value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  /** Writes a record as canonical text; throws like {@link #write}. */
  public String text(Object value) {
    return text(value, null);
  }

  /** Writes a record as text, on one line unless a printer is given. */
  String text(Object value, @Nullable PrettyPrinter printer) {
    String what = value.getClass().getSimpleName();
    try {
      // via a text, since the byte writer replaces an unpaired surrogate with a question mark
      String text = mapper.writer(printer).writeValueAsString(value);
      int half = StrictValues.halfPair(text);
      check(
          half < 0,
          "Invalid %s: '%s' (must not hold half of a surrogate pair)",
          what,
          half < 0
              ? ""
              : text.substring(Math.max(0, half - 20), Math.min(text.length(), half + 20)));
      checkLimits(text, what);
      return text;
    } catch (JsonProcessingException e) {
      if (e.getCause() instanceof InvalidValueException invalid) {
        throw invalid;
      }
      throw new IllegalArgumentException("Cannot write " + value.getClass().getName(), e);
    }
  }

  /** Checks the limits of a reader; a short text cannot exceed them. */
  private void checkLimits(String text, String what) {
    if (text.length() <= MAX_NAME) {
      return;
    }
    long bytes = text.getBytes(StandardCharsets.UTF_8).length;
    long most = limits.getMaxDocumentLength();
    check(bytes <= most, "Invalid %s: %s bytes as JSON (must be at most %s)", what, bytes, most);
    try (JsonParser tokens = mapper.createParser(text)) {
      while (tokens.nextToken() != null) {
        tokens.getText(); // decodes the token, which is not checked otherwise
      }
    } catch (IOException e) {
      throw new InvalidValueException("Invalid " + what + ": " + problem(e), e);
    }
  }

  /** Reads a record; throws a CorruptDataException if the bytes are not such a document. */
  public <T> T read(byte[] bytes, Class<T> type, String what) {
    return read(mapper.reader(), bytes, type, what);
  }

  /** Reads a record like {@link #read}, and rejects an unknown property as well. */
  public <T> T readKnown(byte[] bytes, Class<T> type, String what) {
    return read(
        mapper.reader(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES), bytes, type, what);
  }

  private <T> T read(ObjectReader reader, byte[] bytes, Class<T> type, String what) {
    long most = limits.getMaxDocumentLength();
    try {
      if (bytes.length > most) {
        throw new CorruptDataException(
            String.format(
                "Cannot read %s: %s bytes (must be at most %s)", what, bytes.length, most));
      }
      T value = reader.readValue(decode(bytes), type);
      if (value == null) {
        throw new CorruptDataException("Cannot read " + what + ": it is null");
      }
      return value;
    } catch (IOException e) {
      String missing = forms.missing(e);
      throw missing == null
          ? new CorruptDataException("Cannot read " + what + ": " + problem(e), e)
          : new NotFoundException("Cannot read " + what + ": " + missing);
    }
  }

  /** Decodes strictly; Jackson would accept overlong forms, byte order marks and UTF-16. */
  private static String decode(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Describes what is wrong and where, in one line. */
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

  /** Describes what is wrong without class names, which mean nothing to the document's author. */
  private static String said(JsonProcessingException e) {
    if (e.getCause() instanceof LifecycleException cause) {
      return String.valueOf(cause.getMessage());
    }
    Matcher kind = OTHER_KIND.matcher(e.getOriginalMessage());
    return kind.find()
        ? "unexpected " + kind.group(1).toLowerCase(Locale.ROOT)
        : e.getOriginalMessage();
  }

  /** Names the property as a JSON pointer. */
  static String pointer(JsonMappingException e) {
    StringBuilder pointer = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      String name = step.getFieldName();
      pointer.append('/').append(name == null ? String.valueOf(step.getIndex()) : name);
    }
    return pointer.toString();
  }
}
