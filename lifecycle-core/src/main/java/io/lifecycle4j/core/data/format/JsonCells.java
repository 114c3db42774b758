package io.lifecycle4j.core.data.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lifecycle4j.core.json.StrictValues;
import io.lifecycle4j.core.schema.CellText;
import io.lifecycle4j.core.schema.Timestamps;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Parses the cells of JSON lines. Part of the format: a version must be read the same forever.
 *
 * <p>Other cells throw {@link NumberFormatException}.
 */
final class JsonCells {
  private static final long MAX_WHOLE = 1L << 53;

  private JsonCells() {}

  private static void require(boolean fits) {
    if (!fits) {
      throw new NumberFormatException();
    }
  }

  static double number(JsonParser in, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      return special(in.getText());
    }
    double number = token.isNumeric() ? in.getDoubleValue() : Double.NaN;
    require(Double.isFinite(number));
    return number;
  }

  static double truth(JsonToken token) {
    require(token.isBoolean());
    return token == JsonToken.VALUE_TRUE ? 1 : 0;
  }

  /** Parses an ISO 8601 text, or a whole number of milliseconds. */
  static double time(JsonParser in, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      require(token.isNumeric());
      return whole(in, token);
    }
    char[] text = in.getText().toCharArray();
    return Timestamps.parse(text, 0, text.length);
  }

  static double whole(JsonParser in, JsonToken token) throws IOException {
    if (token.isBoolean()) {
      return truth(token);
    }
    require(token.isNumeric());
    double number = in.getDoubleValue();
    require(CellText.isWhole(number) && !isRounded(in, number));
    return number;
  }

  /** Returns whether the written number differs from the double; short numbers never do. */
  private static boolean isRounded(JsonParser in, double number) throws IOException {
    boolean exact = in.currentToken() == JsonToken.VALUE_NUMBER_INT && Math.abs(number) < MAX_WHOLE;
    return !exact && in.getDecimalValue().compareTo(new BigDecimal(number)) != 0;
  }

  static String text(JsonParser in, JsonToken token) throws IOException {
    require(token == JsonToken.VALUE_STRING);
    String text = in.getText();
    require(StrictValues.halfPair(text) < 0); // one may be written as an escape
    return text;
  }

  /** Parses an array of exactly as many numbers as the target holds. */
  static void tensor(JsonParser in, JsonToken token, float[] target) throws IOException {
    int count = 0;
    if (token == JsonToken.START_ARRAY) {
      for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
        require(count < target.length);
        target[count++] = cell(in, next);
      }
    }
    require(count == target.length);
  }

  private static float cell(JsonParser in, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return Float.NaN;
    }
    if (token == JsonToken.VALUE_STRING) {
      return (float) special(in.getText());
    }
    float number = token.isNumeric() ? in.getFloatValue() : Float.NaN;
    require(Float.isFinite(number));
    return number;
  }

  private static double special(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new NumberFormatException();
    };
  }
}
