package io.lifecycle4j.core.model;

import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelManifest.GoldenRow;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.storage.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads golden rows that another program wrote, a JSON object on each line. */
public final class GoldenLines {
  private static final int MOST_ROWS = 1_000;
  private static final int MOST_BYTES = 1 << 28;

  private GoldenLines() {}

  /**
   * Reads golden rows.
   *
   * @param signature the inputs and outputs that each row must have
   * @throws InvalidDataException if the content cannot be read, or a line is not such an object
   * @throws InvalidValueException if a row does not fit the signature
   */
  public static List<GoldenRow> read(Content content, Signature signature) {
    List<GoldenRow> rows = new ArrayList<>();
    int number = 0;
    for (String line : text(content).split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        rows.add(row(line, "golden row in line " + number, signature));
      }
    }
    if (rows.isEmpty() || rows.size() > MOST_ROWS) {
      throw new InvalidDataException(
          "Invalid golden rows: " + rows.size() + " (must be 1 to " + MOST_ROWS + ")");
    }
    return List.copyOf(rows);
  }

  private static GoldenRow row(String line, String what, Signature signature) {
    GoldenRow row;
    try {
      row = ModelForms.JSON.readKnown(line.getBytes(StandardCharsets.UTF_8), GoldenRow.class, what);
    } catch (CorruptDataException e) {
      throw new InvalidDataException("Invalid golden rows: " + e.getMessage(), e);
    }
    Map<String, List<Float>> inputs = named(row.inputs(), signature.inputs());
    Map<String, List<Float>> outputs = named(row.outputs(), signature.outputs());
    checkFit(what + ": inputs", inputs, signature.inputs());
    checkFit(what + ": outputs", outputs, signature.outputs());
    return new GoldenRow(inputs, outputs);
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

  private static String text(Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      content.writeTo(out);
    } catch (IOException e) {
      throw new InvalidDataException("Cannot read golden rows: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new InvalidDataException(
          "Cannot read golden rows: they do not fit into the heap (must be at most "
              + MOST_BYTES
              + " bytes)",
          e);
    }
    if (out.size() > MOST_BYTES) {
      throw new InvalidDataException(
          "Cannot read golden rows: " + out.size() + " bytes (must be at most " + MOST_BYTES + ")");
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
