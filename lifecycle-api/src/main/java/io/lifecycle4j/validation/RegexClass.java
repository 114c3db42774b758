package io.lifecycle4j.validation;

import java.util.Set;

/** Checks classes of characters, and characters that are escaped, of a regular expression. */
final class RegexClass {
  private static final Set<String> NAMES =
      Set.of(
          "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
          "space", "upper", "word", "xdigit");

  private static final String CLASSES = "dDsSwW";
  private static final String CONTROLS = "afnrtv";
  private static final String CONTROL_CODES = "\u0007\f\n\r\t\u000B";
  private static final String NO_CHARACTER = "\\x names no character";

  /** No character; what was read stands for several. */
  private static final int SEVERAL = -1;

  private RegexClass() {}

  /** Reads a class, whose bracket was read. */
  static void check(RegexText text, int from) {
    text.skip("^");
    boolean first = true;
    while (first || !text.skip("]")) {
      first = false;
      if (!named(text)) {
        range(text, from);
      }
    }
  }

  private static boolean named(RegexText text) {
    int from = text.place();
    if (!text.skip("[:")) {
      return false;
    }
    String name = text.until(":]");
    if (name == null) {
      text.back(from);
      return false;
    }
    if (!NAMES.contains(name.startsWith("^") ? name.substring(1) : name)) {
      throw text.wrong(from, "no class has the name " + name);
    }
    return true;
  }

  private static void range(RegexText text, int bracket) {
    int from = text.place();
    int low = one(text, bracket);
    if (low == SEVERAL || text.looksAt("-]") || !text.skip("-")) {
      return;
    }
    int place = text.place();
    int high = one(text, bracket);
    if (high == SEVERAL) {
      throw text.wrong(place, "a range ends with a class");
    }
    if (high < low) {
      throw text.wrong(from, "a range ends before it begins");
    }
  }

  private static int one(RegexText text, int bracket) {
    if (!text.more()) {
      throw text.wrong(bracket, "[ is not closed");
    }
    int from = text.place();
    int c = text.pop();
    return c == '\\' ? escape(text, from) : c;
  }

  /** Reads what follows a backslash; a character, or -1 if it is a class. */
  static int escape(RegexText text, int from) {
    if (!text.more()) {
      throw text.wrong(from, "\\ escapes nothing");
    }
    int c = text.pop();
    int control = CONTROLS.indexOf(c);
    if (control >= 0) {
      return CONTROL_CODES.charAt(control);
    }
    if (CLASSES.indexOf(c) >= 0) {
      return SEVERAL;
    }
    return switch (c) {
      case 'p', 'P' -> unicode(text, from);
      case 'x' -> text.skip("{") ? wide(text, from) : narrow(text, from);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(text, from, c);
      default -> itself(text, from, c);
    };
  }

  private static int itself(RegexText text, int from, int c) {
    if (c < 128 && Character.isLetterOrDigit(c)) {
      throw text.wrong(from, "\\" + Character.toString(c) + " is not RE2");
    }
    return c;
  }

  private static int unicode(RegexText text, int from) {
    boolean named;
    if (text.skip("{")) {
      named = text.until("}") != null;
    } else {
      named = text.more();
      if (named) {
        text.pop();
      }
    }
    if (!named) {
      throw text.wrong(from, "a class has no name");
    }
    return SEVERAL;
  }

  private static int octal(RegexText text, int from, int first) {
    int value = first - '0';
    if (first != '0' && !isOctal(text)) {
      throw text.wrong(from, "references back are not RE2");
    }
    for (int i = 0; i < 2 && isOctal(text); i++) {
      value = 8 * value + text.pop() - '0';
    }
    return value;
  }

  private static boolean isOctal(RegexText text) {
    return text.more() && text.peek() >= '0' && text.peek() <= '7';
  }

  /** Reads two hexadecimal digits. */
  private static int narrow(RegexText text, int from) {
    int high = hexadecimal(text);
    int low = high < 0 ? -1 : hexadecimal(text);
    if (low < 0) {
      throw text.wrong(from, NO_CHARACTER);
    }
    return 16 * high + low;
  }

  /** Reads hexadecimal digits up to a brace. */
  private static int wide(RegexText text, int from) {
    int value = hexadecimal(text);
    while (value >= 0 && !text.skip("}")) {
      int digit = hexadecimal(text);
      value = digit < 0 ? -1 : 16 * value + digit;
      value = value > Character.MAX_CODE_POINT ? -1 : value;
    }
    if (value < 0) {
      throw text.wrong(from, NO_CHARACTER);
    }
    return value;
  }

  /** Reads a hexadecimal digit; -1 if there is none. */
  private static int hexadecimal(RegexText text) {
    int digit = text.more() && text.peek() < 128 ? Character.digit(text.peek(), 16) : -1;
    if (digit >= 0) {
      text.pop();
    }
    return digit;
  }
}
