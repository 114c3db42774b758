package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedPreprocessing.GoldenInput;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Training rows whose prepared values are known, bit for bit.
 *
 * <p>The fingerprint proves that the steps are those that were fitted. Golden rows prove that this
 * library, with the user steps of this application, on this machine, still prepares a row exactly
 * as the network was trained on it.
 */
public final class GoldenInputs {
  private static final int ROWS = 4;

  /** The most numbers of all golden rows; a wider row has none, since it would not fit a text. */
  private static final int MAX_NUMBERS = 3 << 16;

  private GoldenInputs() {}

  /**
   * Prepares every golden row and compares the bits.
   *
   * @param label the name of what is loaded, for messages
   * @throws UntrustedModelException if the bits of a row differ
   * @throws io.lifecycle4j.error.CorruptDataException if a row does not have the input columns
   * @throws io.lifecycle4j.error.NotFoundException if the class path has no user step of an id
   * @throws InvalidValueException if a step does not fit its column
   */
  public static void replay(String label, FittedPreprocessing preprocessing) {
    RowWriter writer = RowWriter.of(preprocessing, preprocessing.input());
    for (int i = 0; i < preprocessing.golden().size(); i++) {
      GoldenInput golden = preprocessing.golden().get(i);
      compare(label, i, expected(golden, writer.width()), found(label, i, golden, writer));
    }
  }

  private static float[] expected(GoldenInput golden, int width) {
    float[] expected = StoredRow.floats(golden.prepared());
    if (expected.length != width) {
      throw StoredRow.corrupt(expected.length + " numbers (must be " + width + ")", null);
    }
    return expected;
  }

  private static float[] found(String label, int row, GoldenInput golden, RowWriter writer) {
    FloatBuffer found = FloatBuffer.allocate(writer.width());
    try {
      writer.write(new StoredRow(writer.rows(), golden.cells()), found);
    } catch (InvalidValueException e) {
      throw new UntrustedModelException(
          "Cannot load " + label + ": golden row " + row + " is refused: " + e.getMessage(), e);
    }
    return found.array();
  }

  private static void compare(String label, int row, float[] expected, float[] found) {
    int place = Arrays.mismatch(expected, found); // tells 0 from -0, and no number found is NaN
    if (place >= 0) {
      throw new UntrustedModelException(
          String.format(
              "Cannot load %s: golden row %s is prepared as %s at number %s (must be %s, bit for"
                  + " bit)",
              label, row, found[place], place, expected[place]));
    }
  }

  /** Keeps the first rows of a pass; those that can be prepared become golden rows. */
  static final class Collector {
    private final Schema input;
    private final int[] places;
    private final List<List<String>> rows = new ArrayList<>();
    private final int most;

    Collector(Schema input, int[] places) {
      this.input = input;
      this.places = places;
      int cells = input.columns().stream().mapToInt(column -> column.cells()).sum();
      this.most = Math.min(ROWS, MAX_NUMBERS / cells);
    }

    int most() {
      return most;
    }

    void add(Row row) {
      if (rows.size() < most) {
        rows.add(StoredRow.cells(row, input, places));
      }
    }

    List<GoldenInput> prepared(FittedPreprocessing preprocessing) {
      RowWriter writer = RowWriter.of(preprocessing, input);
      List<GoldenInput> golden = new ArrayList<>();
      int numbers = 0;
      for (List<String> cells : rows) {
        numbers += writer.width();
        FloatBuffer target = FloatBuffer.allocate(writer.width());
        if (numbers <= MAX_NUMBERS && written(writer, cells, target)) {
          golden.add(new GoldenInput(cells, StoredRow.text(target.array())));
        }
      }
      return golden;
    }

    /** Returns false for a rejected row, which has no prepared values. */
    private boolean written(RowWriter writer, List<String> cells, FloatBuffer target) {
      try {
        writer.write(new StoredRow(input, cells), target);
        return true;
      } catch (InvalidValueException e) {
        return false;
      }
    }
  }
}
