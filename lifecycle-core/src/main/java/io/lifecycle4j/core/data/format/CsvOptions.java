package io.lifecycle4j.core.data.format;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.data.Format;
import io.lifecycle4j.error.InvalidValueException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The options of the format {@code csv}, as {@link io.lifecycle4j.data.CsvDialect} writes them.
 *
 * @param comment the first character of lines to skip, or 0
 * @param columns the names of the columns if there is no header line, else empty
 * @param missing texts of missing cells, in addition to empty cells
 * @param point the decimal separator
 * @param skip the number of lines to skip first
 * @param named the renamed and the lenient columns
 */
record CsvOptions(
    char separator,
    char quote,
    char comment,
    List<String> columns,
    List<String> missing,
    char point,
    Charset charset,
    int skip,
    TextColumns named) {
  static final Set<String> KNOWN =
      new TreeSet<>(
          List.of(
              "charset",
              "columns",
              "comment",
              "decimal",
              TextColumns.LENIENT,
              "missing",
              "quote",
              TextColumns.RENAMED,
              "separator",
              "skip"));

  /**
   * Reads the options.
   *
   * @throws InvalidValueException if one has a value that it cannot have
   */
  static CsvOptions of(Format format) {
    String point = format.option("decimal", ".");
    check(
        point.equals(".") || point.equals(","),
        "Invalid decimal of csv: '%s' (must be a point or a comma)",
        point);
    return new CsvOptions(
        character(format, "separator", ","),
        character(format, "quote", "\""),
        format.options().containsKey("comment") ? character(format, "comment", "") : 0,
        TextColumns.lines(format, "columns"),
        TextColumns.lines(format, "missing"),
        point.charAt(0),
        charset(format.option("charset", StandardCharsets.UTF_8.name())),
        number(format.option("skip", "0")),
        TextColumns.of(format));
  }

  /** Returns the options for reading rows after the header. */
  CsvOptions headed(List<String> names) {
    return new CsvOptions(
        separator, quote, comment, names, missing, point, charset, 0, named.headed());
  }

  /** Returns whether the bytes of a line end never occur in another character. */
  boolean endsLinesWithBytes() {
    return charset.canEncode()
        && Arrays.equals("\r\n".getBytes(charset), new byte[] {'\r', '\n'})
        && (charset.equals(StandardCharsets.UTF_8) || charset.newEncoder().maxBytesPerChar() == 1);
  }

  private static char character(Format format, String option, String absent) {
    String value = format.option(option, absent);
    check(value.length() == 1, "Invalid %s of csv: '%s' (must be one character)", option, value);
    return value.charAt(0);
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new InvalidValueException(
          "Invalid charset of csv: '" + name + "' (must be one of this Java platform)", e);
    }
  }

  private static int number(String value) {
    check(value.matches("[0-9]{1,7}"), "Invalid skip of csv: '%s' (must be a whole number)", value);
    return Integer.parseInt(value);
  }
}
