package io.lifecycle4j.core.data;

/**
 * Reads the cells of CSV files. Part of the format: a version has to read the same for ever.
 *
 * <p>A number is written with digits, a decimal point and an exponent, or as Java writes the
 * special ones ({@code NaN}, {@code Infinity}); blanks around it do not matter. What {@link
 * Double#parseDouble} takes beyond that (hexadecimal digits, a final {@code d}) is not a number.
 */
final class CsvCells {
  private static final double MAX_WHOLE = 0x1p53;

  private CsvCells() {}

  /**
   * Reads a number, NaN when the cell is empty.
   *
   * @throws NumberFormatException if it is none, or greater than a double can be
   */
  static double number(String cell) {
    String text = cell.strip();
    if (text.isEmpty()) {
      return Double.NaN;
    }
    if (text.endsWith("NaN") || text.endsWith("Infinity")) {
      return Double.parseDouble(text);
    }
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789.eE+-".indexOf(text.charAt(i)) < 0) {
        throw new NumberFormatException(text);
      }
    }
    double number = Double.parseDouble(text);
    if (Double.isInfinite(number)) {
      throw new NumberFormatException(text);
    }
    return number;
  }

  /**
   * Reads a whole number, NaN when the cell is empty; {@code true} is 1 and {@code false} is 0.
   *
   * @throws NumberFormatException if it is none, or too great to be kept exactly
   */
  static double whole(String cell) {
    String text = cell.strip();
    if (text.equalsIgnoreCase("true")) {
      return 1;
    }
    if (text.equalsIgnoreCase("false")) {
      return 0;
    }
    double number = number(text);
    if (!Double.isNaN(number) && (number != Math.rint(number) || Math.abs(number) > MAX_WHOLE)) {
      throw new NumberFormatException(cell);
    }
    return number;
  }
}
