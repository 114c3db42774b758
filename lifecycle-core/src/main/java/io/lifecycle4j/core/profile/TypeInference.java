package io.lifecycle4j.core.profile;

import io.lifecycle4j.core.schema.CellText;
import io.lifecycle4j.schema.DataType;

/** Remembers which types still hold every value of a column that was seen. */
final class TypeInference {
  private static final double MAX_WHOLE = 0x1p53;

  private boolean seen;
  private boolean whole = true;
  private boolean number = true;
  private boolean truth = true;
  private boolean time = true;

  void add(double value) {
    if (!Double.isNaN(value)) {
      seen = true;
      whole = whole && value == Math.rint(value) && Math.abs(value) <= MAX_WHOLE;
    }
  }

  void add(String text) {
    if (!text.isEmpty()) {
      seen = true;
      whole = whole && CellText.isWhole(text);
      number = number && (whole || CellText.isNumber(text));
      truth = truth && !Double.isNaN(CellText.truth(text));
      time = time && !Double.isNaN(CellText.time(text));
    }
  }

  /** The narrowest type that holds all, or the one they were read as. */
  DataType narrowest(DataType read) {
    if (!seen || !(read.isText() || read == DataType.FLOAT64)) {
      return read;
    }
    if (whole) {
      return DataType.INT64;
    }
    if (read == DataType.FLOAT64 || number) {
      return DataType.FLOAT64;
    }
    if (truth) {
      return DataType.BOOLEAN;
    }
    return time ? DataType.TIMESTAMP : read;
  }
}
