package io.lifecycle4j.core.tracking.environment;

import static io.lifecycle4j.core.tracking.environment.SecretFilter.REDACTED;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes the secrets out of a text, line by line: source code, a diff, a file of settings, a
 * command.
 *
 * <p>On a line that names a secret, what is assigned to it goes to the end of the line, since where
 * an unquoted value ends nobody knows; so do literals after the name ({@code put("password",
 * "x")}), the word after a flag, and the lines that a value goes on in. Blocks of keys (PEM) go as
 * a whole, and lines of nothing but base64, of which a diff may show some without the beginning. It
 * takes too much rather than too little. Not thread-safe; one for each text.
 */
final class SecretLines {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*+");

  private static final Pattern ASSIGNED = Pattern.compile("^[\"'`\\])]*+\\s*+(?:=>|:=|[:=])+\\s*+");

  private static final Pattern BASE64 =
      Pattern.compile("[ +-]?\\s*+[\"']?[A-Za-z0-9+/]{40,}+={0,2}[\"']?[\\\\,;n]*+\\s*+");

  private static final Pattern BASE64_END =
      Pattern.compile("[ +-]?\\s*+[A-Za-z0-9+/]++={0,2}\\s*+");

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  /** What a value on the next lines begins with. */
  private static final Pattern OPENS =
      Pattern.compile("(?:[|>][-+0-9]*|\"\"\"|'''|[(\\[{\\\\\"'])?");

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";

  private final StringBuilder out = new StringBuilder();
  private boolean inBlock;
  private boolean inBase64;
  private boolean goesOn;

  /** The end of the text in quotes that a secret goes on in, or nothing. */
  private @Nullable String quotes;

  /** The indentation of the name of a secret whose lines are indented more, or -1. */
  private int deeperThan = -1;

  private SecretLines() {}

  static String redact(String text) {
    SecretLines lines = new SecretLines();
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      lines.line(text.substring(from, end));
      lines.out.append('\n');
      from = end + 1;
    }
    lines.line(text.substring(from));
    return lines.out.toString();
  }

  private void line(String line) {
    if (line.startsWith("diff --git ")) { // another file
      inBlock = false;
      inBase64 = false;
      ended();
    }
    if (continued(line)) {
      out.append(margin(line)).append(REDACTED);
    } else {
      out.append(assigned(SecretShapes.redact(blocks(line))));
    }
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
    return goesOn(line);
  }

  private boolean goesOn(String line) {
    if (deeperThan >= 0) {
      if (line.isBlank()) {
        return false;
      }
      if (margin(line).length() > deeperThan) {
        goesOn = false;
        return true;
      }
      deeperThan = -1;
    }
    if (goesOn && !margin(line).equals(line)) {
      goesOn = line.endsWith("\\");
      return true;
    }
    return false;
  }

  private boolean base64(String line) {
    boolean whole = BASE64.matcher(line).matches() && mixed(line);
    boolean rest = inBase64 && BASE64_END.matcher(line).matches();
    inBase64 = whole || rest;
    return inBase64;
  }

  /** Tells base64 from hashes, long words and paths. */
  private static boolean mixed(String line) {
    return !HASH.matcher(line.strip()).matches()
        && line.chars().anyMatch(c -> c >= 'A' && c <= 'Z')
        && line.chars().anyMatch(c -> c >= 'a' && c <= 'z')
        && line.chars().anyMatch(c -> c >= '0' && c <= '9');
  }

  private void ended() {
    goesOn = false;
    quotes = null;
    deeperThan = -1;
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

  /** Takes out what is assigned to the first name of a secret. */
  private String assigned(String line) {
    if (!SecretWords.anyIn(line)) {
      return line;
    }
    Matcher names = NAME.matcher(line);
    while (names.find()) {
      if (SecretWords.sure(names.group())) {
        String shown = after(line, names.start(), names.end());
        if (!shown.equals(line)) {
          return shown;
        }
      } else if (SecretWords.likely(names.group())) {
        Matcher assigned = ASSIGNED.matcher(line).region(names.end(), line.length());
        if (assigned.find() && SecretShapes.random(bare(line.substring(assigned.end())))) {
          return line.substring(0, assigned.end()) + REDACTED;
        }
      }
    }
    return line;
  }

  private static String bare(String value) {
    return value.replaceAll("[\"',;]", "").strip();
  }

  private String after(String line, int start, int end) {
    Matcher assigned = ASSIGNED.matcher(line).region(end, line.length());
    if (assigned.find()) {
      begins(line, line.substring(assigned.end()).strip());
      return line.substring(0, assigned.end()) + REDACTED;
    }
    char before = start > 0 ? line.charAt(start - 1) : ' ';
    if (before == '<') {
      return element(line, end);
    }
    if (before == '-') {
      return flag(line, end);
    }
    boolean literal = (before == '"' || before == '\'') && end < line.length();
    int from = literal && line.charAt(end) == before ? end + 1 : end;
    return line.substring(0, from) + withoutLiterals(line.substring(from));
  }

  /** Remembers where a value goes on that is not, or not only, on the line of its name. */
  private void begins(String line, String value) {
    if (value.startsWith("\"\"\"") || value.startsWith("'''")) {
      String mark = value.substring(0, 3);
      quotes = value.indexOf(mark, 3) < 0 ? mark : null;
    } else if (OPENS.matcher(value).matches()) {
      deeperThan = margin(line).length(); // and one line at least, however it stands
      goesOn = true;
    } else {
      goesOn = value.endsWith("\\");
    }
  }

  private String element(String line, int end) {
    int close = line.indexOf('>', end);
    if (close < 0) {
      return line.substring(0, end) + withoutLiterals(line.substring(end));
    }
    goesOn = line.indexOf('<', close) < 0;
    return line.substring(0, close + 1) + REDACTED;
  }

  private static String flag(String line, int end) {
    int from = end;
    while (from < line.length() && Character.isWhitespace(line.charAt(from))) {
      from++;
    }
    if (from == end || from == line.length()) {
      return line;
    }
    return line.substring(0, from) + REDACTED + line.substring(wordEnd(line, from));
  }

  /** Returns where a word ends; one in quotes that does not end goes on to the end of the line. */
  private static int wordEnd(String line, int from) {
    char quote = line.charAt(from);
    int to = from;
    if (quote == '"' || quote == '\'') {
      to = line.indexOf(quote, from + 1) + 1;
      if (to == 0) {
        return line.length();
      }
    }
    while (to < line.length() && !Character.isWhitespace(line.charAt(to))) {
      to++;
    }
    return to;
  }

  /** Empties the literals of a piece of source code. */
  private static String withoutLiterals(String code) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < code.length()) {
      char c = code.charAt(i++);
      out.append(c);
      if (c == '"' || c == '\'' || c == '`') {
        i = literalEnd(code, i, c);
        out.append(REDACTED);
        if (i <= code.length()) {
          out.append(c);
        }
      }
    }
    return out.toString();
  }

  private static int literalEnd(String code, int from, char quote) {
    int i = from;
    while (i < code.length() && code.charAt(i) != quote) {
      i += code.charAt(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }

  /** Returns what a diff or the indentation puts before a line. */
  private static String margin(String line) {
    int i = 0;
    while (i < line.length() && " \t+-\r".indexOf(line.charAt(i)) >= 0) {
      i++;
    }
    return line.substring(0, i);
  }
}
