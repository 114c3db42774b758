package io.lifecycle4j.core.tracking.export;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as in RFC 4180 that a spreadsheet takes for text and numbers, never for formulas.
 *
 * <p>The rule is that of OWASP: a text that begins with one of {@code = + - @}, a tab or the end of
 * a line, also full-width or behind what is not seen, gets an apostrophe before it, and quotes. One
 * that begins with apostrophes before such a character gets one more, so that taking one away gives
 * back each text.
 */
public final class SafeCsv implements AutoCloseable {
  private static final Pattern FORMULA =
      Pattern.compile("'*([\t\r\n]|[\\p{Z}\\p{C}]*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20])");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  /** Longer texts are no numbers that a person wrote, and matching them is work. */
  private static final int LONGEST_NUMBER = 100;

  private final CsvWriter csv;
  private final List<@Nullable String> row = new ArrayList<>();

  /**
   * Begins with nothing.
   *
   * @param out where to write
   */
  public SafeCsv(OutputStream out) {
    csv =
        CsvWriter.builder()
            .lineDelimiter(LineDelimiter.CRLF)
            .quoteStrategy(new Quotes())
            .build(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }

  /** Quotes what was defused, and empty texts, to tell them from what is not there. */
  private static final class Quotes implements QuoteStrategy {
    @Override
    public boolean quoteValue(int line, int field, String value) {
      return value.startsWith("'");
    }

    @Override
    public boolean quoteEmpty(int line, int field) {
      return true;
    }
  }

  /**
   * Writes the first row.
   *
   * @param names the names of the columns
   */
  public void header(List<String> names) {
    names.forEach(this::text);
    endRow();
  }

  /**
   * Adds a cell whose text is not ours.
   *
   * @param text the text; null for an empty cell
   */
  public void text(@Nullable String text) {
    row.add(text == null ? null : safe(text));
  }

  /** Adds a cell that is a number, a time or a word of ours. */
  void exact(@Nullable String text) {
    row.add(text);
  }

  /** Ends the row. */
  public void endRow() {
    csv.writeRecord(row);
    row.clear();
  }

  static String safe(String text) {
    boolean number = text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches();
    return !number && FORMULA.matcher(text).lookingAt() ? "'" + text : text;
  }

  @Override
  public void close() {
    try {
      csv.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // as the other methods do
    }
  }
}
