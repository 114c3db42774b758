package io.lifecycle4j.core.secret;

import static io.lifecycle4j.core.secret.SecretFilter.REDACTED;

import io.lifecycle4j.core.secret.SecretWords.Strength;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes the secrets out of a text, line by line: source code, a file of settings, a command.
 *
 * <p>What one line shows is told by {@link SecretShapes} and {@link SecretAssignments}; this is
 * about secrets of several lines: values that go on, blocks of keys (PEM), lines of nothing but
 * base64, of which a text may show some without the beginning. It takes too much rather than too
 * little. Not thread-safe; one for each text.
 */
final class SecretLines {
  private static final Pattern BASE64 =
      Pattern.compile("[ +-]?\\s*+[\"']?[A-Za-z0-9+/]{40,}+={0,2}[\"']?[\\\\,;n]*+\\s*+");

  private static final Pattern BASE64_END =
      Pattern.compile("[ +-]?\\s*+[A-Za-z0-9+/]++={0,2}\\s*+");

  /** A path, or a name of several words with humps, as no random letters are. */
  private static final Pattern WORDS =
      Pattern.compile(
          "(?:/(?:[a-z][0-9]{0,4}|[0-9]{1,8}|[A-Z]{2,8}[0-9]{0,4})(?=/|$)"
              + "|/?[A-Z]{0,5}[a-z]{2,50}[0-9]{0,8}[a-z]?)++/?");

  private static final int LONGEST_WORDS = 500;

  /** What a value on the next lines begins with. */
  private static final Pattern OPENS =
      Pattern.compile("(?:[|>][-+0-9]*|\"\"\"|'''|[(\\[{\\\\\"'])?");

  /** Such a beginning behind which there are entries, each with a name of its own. */
  private static final Pattern OPENS_ENTRIES = Pattern.compile("[{(\\[]?");

  /** A line that is only a value. */
  private static final Pattern BARE =
      Pattern.compile("[+#\\s]*+(?:-\\s++)?[\"']?[^\\s(){}\\[\\];\"'<>,]++(?<!:)[\"']?,?\\s*+");

  private static final Pattern VALUE =
      Pattern.compile("(?is)[+#\\s-]*+[\"']?(?:value|default)[\"']?\\s*+[:=].*");

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";

  private boolean inBlock;
  private boolean inBase64;
  private boolean goesOn;
  private boolean valueComes;

  /** The end of the text in quotes that a secret goes on in, or nothing. */
  private @Nullable String quotes;

  /** The indentation of the name of a secret whose lines are indented more, or -1. */
  private int deeperThan = -1;

  /** Whether only bare values are hidden of those lines. */
  private boolean bareOnly;

  static String redact(String text) {
    SecretLines lines = new SecretLines();
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      out.append(lines.line(text.substring(from, end))).append('\n');
      from = end + 1;
    }
    return out.append(lines.line(text.substring(from))).toString();
  }

  /** Returns the next line of the text, without its end. */
  String line(String line) {
    if (continued(line)) {
      return margin(line) + REDACTED;
    }
    String whole = SecretShapes.redact(blocks(line));
    SecretAssignments assigned = new SecretAssignments(whole);
    String shown = assigned.redact();
    valueComes = assigned.isEntry();
    if (assigned.strength() != Strength.NONE) {
      begins(whole, assigned);
    }
    return shown;
  }

  /** Tells whether a line belongs to a secret that began above it. */
  private boolean continued(String line) {
    if (inBlock) {
      inBlock = !line.contains(END);
      return true;
    }
    if (base64(line)) {
      return true;
    }
    if (quotes != null) {
      quotes = line.contains(quotes) ? null : quotes;
      return true;
    }
    return goesOn(line) || (valueComes && VALUE.matcher(line).matches());
  }

  private boolean goesOn(String line) {
    if (deeperThan >= 0) {
      if (line.isBlank()) {
        return false;
      }
      if (margin(line).length() > deeperThan) {
        goesOn = false;
        return !bareOnly || bare(line);
      }
      deeperThan = -1;
    }
    if (goesOn && !margin(line).equals(line)) {
      goesOn = line.endsWith("\\");
      return true;
    }
    return false;
  }

  private static boolean bare(String line) {
    return BARE.matcher(line).matches() && PlainValues.numberEnd(line, margin(line).length()) < 0;
  }

  private boolean base64(String line) {
    boolean whole = isMixed(line) && BASE64.matcher(line).matches() && !isWords(line.strip());
    boolean rest = inBase64 && BASE64_END.matcher(line).matches();
    inBase64 = whole || rest;
    return inBase64;
  }

  /** Tells whether a line has letters of both cases and digits, as base64 of any length has. */
  private static boolean isMixed(String line) {
    boolean upper = false;
    boolean lower = false;
    boolean digit = false;
    for (int i = 0; i < line.length() && !(upper && lower && digit); i++) {
      char c = line.charAt(i);
      upper |= c >= 'A' && c <= 'Z';
      lower |= c >= 'a' && c <= 'z';
      digit |= c >= '0' && c <= '9';
    }
    return upper && lower && digit;
  }

  /** Tells long words and paths from base64. */
  private static boolean isWords(String text) {
    return text.length() <= LONGEST_WORDS && WORDS.matcher(text).matches();
  }

  /** Takes out a block of a key that begins on a line, and may end on it. */
  private String blocks(String line) {
    int begin = line.indexOf(BEGIN);
    if (begin < 0) {
      return line;
    }
    int end = line.indexOf(END, begin);
    inBlock = end < 0;
    return line.substring(0, begin) + REDACTED;
  }

  /** Remembers where a value goes on that is not, or not only, on the line of its name. */
  private void begins(String line, SecretAssignments assigned) {
    String value = assigned.begun();
    if (value.startsWith("\"\"\"") || value.startsWith("'''")) {
      String mark = value.substring(0, 3);
      quotes = value.indexOf(mark, 3) < 0 ? mark : null;
    } else if (OPENS.matcher(value).matches()) {
      bareOnly = assigned.strength() == Strength.LIKELY && OPENS_ENTRIES.matcher(value).matches();
      deeperThan = margin(line).length(); // and one line at least, however it stands
      goesOn = !bareOnly;
    } else {
      goesOn = value.endsWith("\\");
    }
  }

  /** Returns what a list, a remark or the indentation puts before a line. */
  static String margin(String line) {
    int i = 0;
    while (i < line.length() && " \t+-#\r".indexOf(line.charAt(i)) >= 0) {
      i++;
    }
    return line.substring(0, i);
  }
}
