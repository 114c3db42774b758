package io.lifecycle4j.data;

import static io.lifecycle4j.error.Preconditions.required;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of CSV (RFC 4180, but lines end as in Unix) that is written cell by cell.
 *
 * <p>A text that a spreadsheet would take for a formula is guarded as OWASP advises: one that
 * begins with {@code = + - @}, a tab or the end of a line, also full-width or behind what is not
 * seen, and is no number, gets an apostrophe in front, and quotes. One that begins with apostrophes
 * before such a character gets one more, so that taking one away gives back each text. Not
 * thread-safe.
 */
public final class CsvLine {
  private static final Pattern FORMULA =
      Pattern.compile("'*([\t\r\n]|[\\p{Z}\\p{C}]*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20])");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  /** Longer texts are no numbers that a person wrote, and matching them is work. */
  private static final int LONGEST_NUMBER = 100;

  private final boolean guarded;
  private final StringBuilder line = new StringBuilder();
  private boolean begun;

  CsvLine(boolean guarded) {
    this.guarded = guarded;
  }

  /**
   * Begins a line whose texts are guarded.
   *
   * @return the line
   */
  public static CsvLine guarded() {
    return new CsvLine(true);
  }

  /**
   * Adds a cell whose text may be anything.
   *
   * @param text the text; null for an empty cell
   * @return this
   */
  public CsvLine text(@Nullable String text) {
    if (text == null) {
      return exact(null);
    }
    boolean formula = guarded && isFormula(text);
    if (!formula && isPlain(text)) {
      return exact(text);
    }
    exact(formula ? "\"'" : "\"");
    line.append(text.replace("\"", "\"\"")).append('"');
    return this;
  }

  /**
   * Adds a cell that is a number, a time or a word of the program, as it is.
   *
   * @param text the text; null for an empty cell
   * @return this
   */
  public CsvLine exact(@Nullable String text) {
    line.append(begun ? "," : "").append(text == null ? "" : text);
    begun = true;
    return this;
  }

  /**
   * Writes the line and its end, and begins the next.
   *
   * @param out where to write
   */
  public void writeTo(OutputStream out) {
    if (line.isEmpty()) {
      line.append("\"\""); // readers pass over a blank line
    }
    try {
      required(out, "stream").write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    line.setLength(0);
    begun = false;
  }

  private static boolean isFormula(String text) {
    boolean number = text.length() <= LONGEST_NUMBER && NUMBER.matcher(text).matches();
    return !number && FORMULA.matcher(text).lookingAt();
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == ',' || c == ';' || c == '"' || c == '#') {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
