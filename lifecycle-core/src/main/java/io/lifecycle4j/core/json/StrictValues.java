package io.lifecycle4j.core.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rejects values that Jackson would read as others: numbers too great for their type, which it
 * reads as infinities, numbers where a text is expected, and texts with an unpaired surrogate,
 * which an escape can express but UTF-8 cannot. Infinities and NaN are written as texts.
 */
public final class StrictValues {
  private StrictValues() {}

  /** Returns the index of the first unpaired surrogate of a text, or -1. */
  public static int halfPair(String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        return i;
      }
      i += Character.charCount(c);
    }
    return -1;
  }

  static void register(SimpleModule module) {
    for (Class<Double> type : List.of(Double.class, double.class)) {
      module.addDeserializer(
          type, new NumberReader<>(type, JsonParser::getDoubleValue, Double::valueOf));
    }
    for (Class<Float> type : List.of(Float.class, float.class)) {
      module.addDeserializer(
          type, new NumberReader<>(type, JsonParser::getFloatValue, Float::valueOf));
    }
    module.addDeserializer(String.class, new TextReader());
    module.addKeyDeserializer(String.class, new NameReader());
  }

  /** Jackson 2.19 reads names with half of a pair. */
  private static final class NameReader extends KeyDeserializer {
    @Override
    public Object deserializeKey(String name, DeserializationContext context) throws IOException {
      if (halfPair(name) >= 0) {
        context.reportInputMismatch(String.class, "half of a surrogate pair");
      }
      return name;
    }
  }

  private static final class TextReader extends StdScalarDeserializer<String> {
    TextReader() {
      super(String.class);
    }

    @Override
    public String deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (!in.hasToken(JsonToken.VALUE_STRING)) { // Jackson would convert a number
        return context.reportInputMismatch(String.class, "%s is not a text", in.currentToken());
      }
      String text = in.getText();
      if (halfPair(text) >= 0) {
        context.reportInputMismatch(String.class, "half of a surrogate pair");
      }
      return text;
    }
  }

  /** Reads the number at the parser's position. */
  private interface Digits<N> {
    N read(JsonParser in) throws IOException;
  }

  private static final class NumberReader<N extends Number> extends StdScalarDeserializer<N> {
    private final transient Digits<N> digits;
    private final transient Function<String, N> spelled;

    NumberReader(Class<N> type, Digits<N> digits, Function<String, N> spelled) {
      super(type);
      this.digits = digits;
      this.spelled = spelled;
    }

    @Override
    public N deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String text = in.getText();
      return switch (in.currentToken()) {
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
          N number = digits.read(in);
          if (Double.isInfinite(number.doubleValue())) {
            context.reportInputMismatch(handledType(), "%s is too great", text);
          }
          yield number;
        }
        case VALUE_STRING -> {
          if (!text.matches("NaN|-?Infinity")) {
            context.reportInputMismatch(handledType(), "'%s' is not a number", text);
          }
          yield spelled.apply(text);
        }
        default -> context.reportInputMismatch(handledType(), "%s is not a number", text);
      };
    }

    /** Returns null for a property that is missing: a record that needs it rejects that. */
    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context)
        throws JsonMappingException {
      return handledType().isPrimitive() ? getNullValue(context) : null;
    }

    @Override
    public @Nullable N getNullValue(DeserializationContext context) throws JsonMappingException {
      return context.reportInputMismatch(handledType(), "null is not a number");
    }
  }
}
