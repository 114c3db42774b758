package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The cells of golden rows as texts that keep every bit. */
final class GoldenText {
  private GoldenText() {}

  static List<String> of(Row row, Schema input, int[] places) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      texts.add(text(row, input.columns().get(i), places[i]));
    }
    return texts;
  }

  private static String text(Row row, Column column, int place) {
    return switch (Kind.of(column.type())) {
      case TEXT -> row.text(place);
      case TENSOR -> {
        float[] numbers = new float[column.cells()];
        row.tensor(place, numbers, 0);
        yield text(numbers);
      }
      default -> String.valueOf(row.number(place));
    };
  }

  static String text(float[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES);
    bytes.asFloatBuffer().put(numbers);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  static float[] floats(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      float[] numbers = new float[bytes.length / Float.BYTES];
      ByteBuffer.wrap(bytes).asFloatBuffer().get(numbers);
      return numbers;
    } catch (IllegalArgumentException e) {
      throw new CorruptDataException("Cannot read a golden row: not Base64", e);
    }
  }

  static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new CorruptDataException("Cannot read a golden row: '" + text + "' is no number", e);
    }
  }
}
