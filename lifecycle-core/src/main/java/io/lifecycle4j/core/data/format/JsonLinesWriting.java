package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.Preconditions.check;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberOutput;
import io.lifecycle4j.core.json.StrictValues;
import io.lifecycle4j.core.schema.CellText;
import io.lifecycle4j.data.RecordReader;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Records as canonical JSON, one object per line; the same records are always written as the same
 * bytes. Columns are in the order of the schema, without blanks; numbers have the fewest digits
 * that parse to the same number; times are in milliseconds; a missing value is {@code null};
 * infinite numbers are texts; a tensor is one array of its numbers.
 *
 * @param columns how a record is converted to a row
 * @param reader reads the records
 * @param <T> the type of a record
 */
public record JsonLinesWriting<T>(Columns<T> columns, RecordReader<T> reader) implements Content {
  /** The longest text that the reader accepts, in characters. */
  private static final int MAX_TEXT = 1 << 20;

  private static final float MAX_WHOLE_FLOAT = 0x1p24f;
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Formats a number with the fewest digits that parse to the same number, identically on every
   * JDK: {@code 3}, {@code 0.1} or {@code -Infinity}.
   */
  public static String number(double number) {
    boolean negativeZero = number == 0 && 1 / number < 0;
    return CellText.isWhole(number) && !negativeZero
        ? Long.toString((long) number)
        : NumberOutput.toString(number, true);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    long[] count = {0};
    JsonGenerator json =
        JSON.createGenerator(new OutputStreamWriter(out, UTF_8)).setRootValueSeparator(null);
    try {
      reader.read(
          input -> {
            count[0]++;
            try {
              write(columns.row(input), json);
            } catch (InvalidValueException e) {
              throw new InvalidValueException(
                  "Cannot store record " + count[0] + ": " + e.getMessage(), e);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      json.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void write(Row row, JsonGenerator json) throws IOException {
    List<Column> all = columns.schema().columns();
    json.writeStartObject();
    for (int i = 0; i < all.size(); i++) {
      json.writeFieldName(checked(all.get(i), all.get(i).name()));
      cell(row, i, all.get(i), json);
    }
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private static void cell(Row row, int place, Column column, JsonGenerator json)
      throws IOException {
    switch (column.type()) {
      case STRING, CATEGORICAL -> {
        String text = row.text(place);
        json.writeString(text.isEmpty() ? null : checked(column, text));
      }
      case TENSOR -> tensor(row, place, column, json);
      case BOOLEAN -> truth(row.number(place), column, json);
      default -> number(row.number(place), column, json);
    }
  }

  /** Returns a cell for messages, without private values. */
  private static Object shown(Column column, Object cell) {
    return column.isPrivate() ? FailurePlace.PRIVATE : cell;
  }

  private static void number(double number, Column column, JsonGenerator json) throws IOException {
    check(
        column.type() == DataType.FLOAT64 || Double.isNaN(number) || CellText.isWhole(number),
        "Invalid number in column %s: %s (must be whole, at most 2^53)",
        column.name(),
        shown(column, number));
    number(number, number(number), json);
  }

  private static void number(double number, String text, JsonGenerator json) throws IOException {
    if (Double.isNaN(number)) {
      json.writeNull();
    } else if (Double.isInfinite(number)) {
      json.writeString(text);
    } else {
      json.writeNumber(text);
    }
  }

  private static void truth(double number, Column column, JsonGenerator json) throws IOException {
    check(
        number == 0 || number == 1 || Double.isNaN(number),
        "Invalid number in column %s: %s (must be 0 or 1)",
        column.name(),
        shown(column, number));
    if (Double.isNaN(number)) {
      json.writeNull();
    } else {
      json.writeBoolean(number == 1);
    }
  }

  private static void tensor(Row row, int place, Column column, JsonGenerator json)
      throws IOException {
    float[] numbers = new float[column.cells()];
    row.tensor(place, numbers, 0);
    json.writeStartArray();
    for (float number : numbers) {
      boolean whole = number == Math.rint(number) && Math.abs(number) <= MAX_WHOLE_FLOAT;
      number(number, whole ? number(number) : NumberOutput.toString(number, true), json);
    }
    json.writeEndArray();
  }

  /** Checks that a text can be read again, and returns it. */
  private static String checked(Column column, String text) {
    check(
        text.length() <= MAX_TEXT,
        "Invalid text in column %s: %s characters (must be at most %s)",
        column.name(),
        text.length(),
        MAX_TEXT);
    check(
        StrictValues.halfPair(text) < 0,
        "Invalid text in column %s: '%s' (must not hold half of a surrogate pair)",
        column.name(),
        shown(column, text));
    return text;
  }
}
