package io.lifecycle4j.core.model;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Golden rows that another program wrote, a JSON object on each line.
 *
 * @param rows the rows, in order
 * @param lines the number of the line of each row, from 1
 */
public record GoldenLines(List<GoldenRow> rows, List<Integer> lines) {
  /** No rows. */
  public static final GoldenLines NONE = new GoldenLines(List.of(), List.of());

  private static final int MOST_ROWS = 1_000;
  private static final int MOST_BYTES = 1 << 28;
  private static final String FORM =
      "{\"inputs\":{\"name\":[numbers]},\"outputs\":{\"name\":[numbers]}}, each number finite";

  private static final Pattern COLUMN = Pattern.compile(", column \\d+$");

  public GoldenLines {
    rows = List.copyOf(rows);
    lines = List.copyOf(lines);
  }

  /**
   * Reads golden rows.
   *
   * @param content empty for no rows
   * @param signature the inputs and outputs that each row must have
   * @throws InvalidDataException if the content cannot be read, or a line is not such an object
   * @throws InvalidValueException if a row does not fit the signature
   */
  public static GoldenLines read(Optional<Content> content, Signature signature) {
    return content.isEmpty() ? NONE : read(content.get(), signature, MOST_BYTES);
  }

  /** Reads golden rows of at most a number of bytes. */
  static GoldenLines read(Content content, Signature signature, int most) {
    List<GoldenRow> rows = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    int number = 0;
    for (String line : text(content, most).split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        rows.add(row(line, "golden row in line " + number, signature));
        lines.add(number);
      }
    }
    if (rows.isEmpty() || rows.size() > MOST_ROWS) {
      throw new InvalidDataException(
          "Invalid golden rows: " + rows.size() + " (must be 1 to " + MOST_ROWS + ")");
    }
    return new GoldenLines(rows, lines);
  }

  /** Names a row by its position, for messages. */
  public String name(int row) {
    return "the golden row in line " + lines.get(row);
  }

  private static GoldenRow row(String line, String what, Signature signature) {
    GoldenRow row;
    try {
      row = ModelForms.JSON.readKnown(line.getBytes(StandardCharsets.UTF_8), GoldenRow.class, what);
    } catch (CorruptDataException e) {
      throw new InvalidDataException(problem(what, e), e);
    }
    Map<String, List<Float>> inputs = named(row.inputs(), signature.inputs());
    Map<String, List<Float>> outputs = named(row.outputs(), signature.outputs());
    checkFit(what + ": inputs", inputs, signature.inputs());
    checkFit(what + ": outputs", outputs, signature.outputs());
    return new GoldenRow(inputs, outputs);
  }

  /** Says where a line is wrong: the words of a JSON parser mean little to its author. */
  private static String problem(String what, CorruptDataException e) {
    Throwable parsing = e.getCause();
    if (parsing == null) {
      return String.valueOf(e.getMessage());
    }
    Matcher column = COLUMN.matcher(String.valueOf(e.getMessage()));
    return "Invalid " + what + (column.find() ? column.group() : "") + " (must be " + FORM + ")";
  }

  /** Names the only tensor as the signature does; another program has a name of its own for it. */
  private static Map<String, List<Float>> named(
      Map<String, List<Float>> numbers, List<TensorSpec> specs) {
    return numbers.size() == 1 && specs.size() == 1
        ? Map.of(specs.get(0).name(), numbers.values().iterator().next())
        : numbers;
  }

  private static void checkFit(
      String what, Map<String, List<Float>> numbers, List<TensorSpec> specs) {
    boolean fits = numbers.size() == specs.size();
    for (TensorSpec spec : specs) {
      fits &= numbers.getOrDefault(spec.name(), List.of()).size() == spec.numbers();
    }
    if (!fits) {
      List<String> found =
          numbers.entrySet().stream()
              .map(entry -> entry.getKey() + " of " + entry.getValue().size() + " numbers")
              .toList();
      throw new InvalidValueException(
          "Invalid " + what + " are " + found + " (must be " + specs + ")");
    }
  }

  private static String text(Content content, int most) {
    LimitedBytes out =
        new LimitedBytes(
            "Cannot read golden rows: too long (must be at most " + most + " bytes)", most);
    try {
      content.writeTo(out);
      return out.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw HeldFiles.unreadable("golden rows", e);
    } catch (OutOfMemoryError e) {
      throw new InvalidDataException(
          "Cannot read golden rows: they do not fit into the heap (increase -Xmx)", e);
    }
  }
}
