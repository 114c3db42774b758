package io.lifecycle4j.core.profile;

import io.lifecycle4j.core.schema.CellText;
import io.lifecycle4j.schema.DataType;
import java.util.Optional;
import java.util.function.Supplier;

/** Tracks the types that fit every value of a column so far. */
final class TypeInference {

  private final char point;
  private final NearlyAll numbers = new NearlyAll("numbers");
  private final NearlyAll times = new NearlyAll("times");
  private boolean seen;
  private boolean whole = true;
  private boolean great;
  private boolean number = true;
  private boolean truth = true;
  private boolean time = true;

  TypeInference(char point) {
    this.point = point;
  }

  void add(double value) {
    if (!Double.isNaN(value)) {
      seen = true;
      whole = whole && CellText.isWhole(value);
    }
  }

  /** Adds a text of a row. */
  void add(String text, Supplier<String> place) {
    if (text.isEmpty()) {
      return;
    }
    String digits = plain(text);
    narrow(text, digits);
    if (numbers.looks()) {
      numbers.add(number || CellText.isNumber(digits), text, place);
    }
    if (times.looks()) {
      times.add(time || !Double.isNaN(CellText.time(text)), text, place);
    }
  }

  private void narrow(String text, String digits) {
    seen = true;
    great = great || (number && CellText.isGreatWhole(digits));
    whole = whole && CellText.isWhole(digits);
    number = number && (whole || CellText.isNumber(digits));
    truth = truth && !Double.isNaN(CellText.truth(text));
    time = time && !Double.isNaN(CellText.time(text));
  }

  /**
   * Replaces the decimal separator by a point; with another separator, a text with a point is no
   * number.
   */
  private String plain(String text) {
    if (point == '.') {
      return text;
    }
    return text.indexOf('.') < 0 ? text.replace(point, '.') : ".";
  }

  /** Returns the narrowest type that fits all values, or the one they were read as. */
  DataType narrowest(DataType read) {
    if (!seen || !(read.isText() || read == DataType.FLOAT64)) {
      return read;
    }
    if (whole) {
      return DataType.INT64;
    }
    if (read == DataType.FLOAT64 || number) {
      return great ? read : DataType.FLOAT64;
    }
    if (truth) {
      return DataType.BOOLEAN;
    }
    return time ? DataType.TIMESTAMP : read;
  }

  /** Returns why texts stay texts although nearly all have another type. */
  Optional<String> spoilt() {
    if (number && great) {
      return Optional.of(
          "among them are whole numbers beyond 2^53, which are kept as texts since numbers would"
              + " round them");
    }
    return numbers.sentence().or(times::sentence);
  }
}
