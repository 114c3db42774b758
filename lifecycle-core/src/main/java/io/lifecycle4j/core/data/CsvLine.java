package io.lifecycle4j.core.data;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of CSV (RFC 4180, but with Unix line ends) that is written cell by cell.
 *
 * <p>A text that a spreadsheet would interpret as a formula is guarded as OWASP recommends: unless
 * it is a number, a text that begins with {@code = + - @}, a tab or a line end, also in full-width
 * form or after invisible characters, is prefixed with an apostrophe. A text that begins with
 * apostrophes before such a character gets another one, so that removing one apostrophe restores
 * every text. Not thread-safe.
 */
public final class CsvLine {
  private static final Pattern FORMULA =
      Pattern.compile("'*([\t\r\n]|[\\p{Z}\\p{C}]*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20])");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  /** Longer texts are not plausible as numbers, and matching them is expensive. */
  private static final int LONGEST_NUMBER = 100;

  private final CsvWriter out;
  private final boolean guarded;
  private final List<@Nullable String> cells = new ArrayList<>();

  CsvLine(OutputStream out, boolean guarded) {
    this.guarded = guarded;
    this.out =
        CsvWriter.builder()
            .lineDelimiter(LineDelimiter.LF)
            .quoteStrategy(new Quotes())
            .build(out, StandardCharsets.UTF_8);
  }

  /** Begins the first line of a file whose texts are guarded. */
  public static CsvLine guarded(OutputStream out) {
    return new CsvLine(out, true);
  }

  /** Adds a cell with arbitrary text; null for an empty cell. */
  public CsvLine text(@Nullable String text) {
    return exact(guarded && text != null && isFormula(text) ? "'" + text : text);
  }

  /**
   * Adds a cell with a number, a time or a constant, without guarding it; null for an empty one.
   */
  public CsvLine exact(@Nullable String text) {
    cells.add(text);
    return this;
  }

  /** Ends the line, and begins the next. */
  public void end() {
    boolean blank = cells.size() == 1 && cells.get(0) == null; // Readers skip a blank line.
    out.writeRecord(blank ? List.of("") : cells);
    cells.clear();
  }

  /** Writes all completed lines. */
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFormula(String text) {
    boolean number = text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches();
    return !number && FORMULA.matcher(text).lookingAt();
  }

  /** Quotes more than necessary, for readers that recognise other separators or comments. */
  private static final class Quotes implements QuoteStrategy {
    @Override
    public boolean quoteEmpty(int line, int cell) {
      return true;
    }

    @Override
    public boolean quoteValue(int line, int cell, String value) {
      return value.charAt(0) == '\''
          || value.chars().anyMatch(c -> c <= ' ' || ",;\"#".indexOf(c) >= 0);
    }
  }
}
