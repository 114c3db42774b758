package io.lifecycle4j.core.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Reads the cells of JSON lines. Part of the format: a version has to read the same for ever.
 *
 * <p>What is no such cell throws a {@link NumberFormatException} whose message says what it must
 * be.
 */
final class JsonCells {
  private static final long MAX_WHOLE = 1L << 53;

  private JsonCells() {}

  static double number(JsonParser in, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      return special(in.getText());
    }
    double number = token.isNumeric() ? in.getDoubleValue() : Double.NaN;
    if (!Double.isFinite(number)) {
      throw new NumberFormatException("a number");
    }
    return number;
  }

  static double whole(JsonParser in, JsonToken token) throws IOException {
    switch (token) {
      case VALUE_TRUE:
        return 1;
      case VALUE_FALSE:
        return 0;
      case VALUE_NUMBER_INT:
        if (in.getNumberType() != JsonParser.NumberType.BIG_INTEGER
            && Math.abs(in.getLongValue()) <= MAX_WHOLE) {
          return in.getLongValue();
        }
        break;
      case VALUE_NUMBER_FLOAT:
        double number = in.getDoubleValue();
        if (number == Math.rint(number) && Math.abs(number) <= MAX_WHOLE) {
          return number;
        }
        break;
      default:
        break;
    }
    throw new NumberFormatException("a whole number, at most 2^53");
  }

  static String text(JsonParser in, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      throw new NumberFormatException("a text");
    }
    return in.getText();
  }

  /** Reads an array of as many numbers as the target has. */
  static void tensor(JsonParser in, JsonToken token, float[] target) throws IOException {
    int count = 0;
    if (token == JsonToken.START_ARRAY) {
      for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
        if (count == target.length) {
          throw new NumberFormatException("an array of " + target.length + " numbers");
        }
        target[count++] = cell(in, next);
      }
    }
    if (count < target.length) {
      throw new NumberFormatException("an array of " + target.length + " numbers");
    }
  }

  private static float cell(JsonParser in, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return Float.NaN;
    }
    if (token == JsonToken.VALUE_STRING) {
      return (float) special(in.getText());
    }
    float number = token.isNumeric() ? in.getFloatValue() : Float.NaN;
    if (!Float.isFinite(number)) {
      throw new NumberFormatException("a 32-bit number");
    }
    return number;
  }

  private static double special(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new NumberFormatException("a number");
    };
  }
}
