package io.lifecycle4j.core.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Rejects numbers too great for their type, which Jackson silently reads as infinities. Infinities
 * and NaN are written as texts.
 */
final class Numbers {
  private Numbers() {}

  static void refuse(SimpleModule module) {
    Reader<Double> doubles =
        new Reader<>(Double.class, JsonParser::getDoubleValue, Double::valueOf);
    Reader<Float> floats = new Reader<>(Float.class, JsonParser::getFloatValue, Float::valueOf);
    module.addDeserializer(Double.class, doubles).addDeserializer(double.class, doubles);
    module.addDeserializer(Float.class, floats).addDeserializer(float.class, floats);
  }

  /** Reads the number at the parser's position. */
  private interface Digits<N> {
    N read(JsonParser in) throws IOException;
  }

  /** Reads a text that stands for NaN or an infinity. */
  private interface Spelled<N> {
    N read(String text);
  }

  private static final class Reader<N extends Number> extends StdScalarDeserializer<N> {
    private final transient Digits<N> digits;
    private final transient Spelled<N> spelled;

    Reader(Class<N> type, Digits<N> digits, Spelled<N> spelled) {
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
          yield spelled.read(text);
        }
        default -> context.reportInputMismatch(handledType(), "%s is not a number", text);
      };
    }

    @Override
    public @Nullable N getNullValue(DeserializationContext context) throws JsonMappingException {
      return context.reportInputMismatch(handledType(), "null is not a number");
    }
  }
}
