package io.lifecycle4j.data;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a CSV file departs from RFC 4180 in UTF-8 with a header line. Immutable and thread-safe.
 *
 * <pre>{@code
 * CsvDialect.builder().separator(';').decimalComma().missing("NA", "-999").build()
 * }</pre>
 */
public final class CsvDialect {
  private static final int MAX_SKIPPED = 1_000_000;

  private final Map<String, String> options;

  private CsvDialect(Map<String, String> options) {
    this.options = Map.copyOf(options);
  }

  /**
   * Returns a builder for a dialect.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the format of such files. It contains only the options that were set.
   *
   * @return the format {@code csv} with its options
   */
  public Format format() {
    return new Format("csv", options);
  }

  /** Builds a dialect. Setting a value twice is an error. */
  public static final class Builder {
    private final Map<String, String> options = new TreeMap<>();

    private Builder() {}

    /**
     * Sets the separator between cells. Default: a comma.
     *
     * @param character the character, not a line end
     * @return this builder
     */
    public Builder separator(char character) {
      return character("separator", character);
    }

    /**
     * Sets the quote around cells that contain separators, line ends or quotes; a quote inside a
     * cell is doubled. Default: {@code "}.
     *
     * @param character the character, not a line end
     * @return this builder
     */
    public Builder quote(char character) {
      return character("quote", character);
    }

    /**
     * Skips lines that begin with a character. Default: no line is skipped.
     *
     * @param character the character, not a line end
     * @return this builder
     */
    public Builder comment(char character) {
      return character("comment", character);
    }

    /**
     * Names the columns of a file without a header line.
     *
     * @param names one for each cell of a line, all different
     * @return this builder
     */
    public Builder columns(String... names) {
      List<String> all = Arrays.asList(required(names, "columns"));
      check(!all.isEmpty(), "Invalid columns: none (needs at least 1)");
      all.forEach(name -> checkName("column", name));
      check(new HashSet<>(all).size() == all.size(), "Invalid columns: %s (one is twice)", all);
      return set("columns", String.join("\n", all));
    }

    /**
     * Treats cells with these texts as missing, in addition to empty cells. Default: only empty
     * cells.
     *
     * @param texts whole cells, one line each; around numbers, blanks are ignored
     * @return this builder
     */
    public Builder missing(String... texts) {
      List<String> all = copy(Arrays.asList(required(texts, "texts")), "texts");
      for (String text : all) {
        check(
            !text.isEmpty() && text.indexOf('\n') < 0,
            "Invalid text of missing cells: '%s' (must be one line, not empty)",
            text);
      }
      check(!all.isEmpty(), "Invalid texts of missing cells: none (needs at least 1)");
      return set("missing", String.join("\n", all));
    }

    /**
     * Reads numbers with a decimal comma; a number that contains a point is then invalid.
     *
     * @return this builder
     */
    public Builder decimalComma() {
      return set("decimal", ",");
    }

    /**
     * Sets the charset. Default: UTF-8. Bytes that the charset cannot decode make a file invalid.
     *
     * @param charset the charset
     * @return this builder
     */
    public Builder charset(Charset charset) {
      return set("charset", required(charset, "charset").name());
    }

    /**
     * Skips lines before everything else. Default: 0.
     *
     * @param lines number of lines, at most a million
     * @return this builder
     */
    public Builder skipLines(int lines) {
      check(
          lines > 0 && lines <= MAX_SKIPPED,
          "Invalid number of lines to skip: %s (must be 1 to %s)",
          lines,
          MAX_SKIPPED);
      return set("skip", Integer.toString(lines));
    }

    /**
     * Returns the dialect.
     *
     * @return the dialect
     * @throws io.lifecycle4j.error.InvalidValueException if one character has two meanings
     */
    public CsvDialect build() {
      String separator = options.getOrDefault("separator", ",");
      String quote = options.getOrDefault("quote", "\"");
      String comment = options.getOrDefault("comment", "");
      check(
          !separator.equals(quote) && !comment.equals(quote) && !comment.equals(separator),
          "Invalid dialect: separator %s, quote %s, comment %s (must be different)",
          separator,
          quote,
          comment);
      return new CsvDialect(options);
    }

    private Builder character(String option, char character) {
      check(
          character != '\r' && character != '\n' && !Character.isSurrogate(character),
          "Invalid %s: U+%04X (must be one character, no line end)",
          option,
          (int) character);
      return set(option, String.valueOf(character));
    }

    private Builder set(String option, String value) {
      checkUnset(options.putIfAbsent(option, value), "dialect", option);
      return this;
    }
  }
}
