package io.lifecycle4j.validation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Checks the syntax of a regular expression where it is written, and says where it is wrong.
 *
 * <p>The grammar of RE2 with its Perl extensions. It refuses nothing that RE2 takes; names of
 * Unicode classes and the size of the automaton are looked at when the rule is compiled.
 */
final class RegexSyntax {
  private static final int MOST_REPETITIONS = 1_000;

  /** RE2 takes a number of more digits for none. */
  private static final int MOST_DIGITS = 8;

  private static final String FLAGS = "imsU";

  private final RegexText text;
  private final Deque<Integer> groups = new ArrayDeque<>();
  private final Set<String> names = new HashSet<>();

  /** Whether there is something that can be repeated. */
  private boolean repeatable;

  /** Whether it was repeated just now. */
  private boolean repeated;

  private RegexSyntax(RegexText text) {
    this.text = text;
  }

  /**
   * Refuses an expression that is none.
   *
   * @param column the column, for the message
   * @param regex the expression
   */
  static void check(String column, String regex) {
    RegexSyntax syntax = new RegexSyntax(new RegexText(column, regex));
    while (syntax.text.more()) {
      syntax.step();
    }
    if (!syntax.groups.isEmpty()) {
      throw syntax.text.wrong(syntax.groups.pop(), "( is not closed");
    }
  }

  private void step() {
    int from = text.place();
    int c = text.pop();
    boolean repeats = false;
    switch (c) {
      case '(' -> open(from);
      case ')' -> close(from);
      case '|' -> repeatable = false;
      case '[' -> {
        RegexClass.check(text, from);
        repeatable = true;
      }
      case '*', '+', '?' -> {
        repeat(from);
        repeats = true;
      }
      case '{' -> {
        braces(from);
        repeats = true; // RE2 takes any brace for one, and then wants no other behind it
      }
      case '\\' -> escape(from);
      default -> repeatable = true;
    }
    repeated = repeats;
  }

  private void open(int from) {
    if (!text.skip("?")) {
      group(from);
    } else if (text.skip("P<") || text.skip("<")) {
      String name = text.until(">");
      if (name == null || !name.matches("[A-Za-z0-9_]+")) {
        throw text.wrong(from, "a group has no name (looking behind is not RE2)");
      }
      if (!names.add(name)) {
        throw text.wrong(from, "a second group has the name " + name);
      }
      group(from);
    } else {
      flags(from);
    }
  }

  private void group(int from) {
    groups.push(from);
    repeatable = false;
  }

  private void flags(int from) {
    boolean negative = false;
    boolean some = true;
    while (text.more()) {
      int c = text.pop();
      if (FLAGS.indexOf(c) >= 0) {
        some = true;
      } else if (c == '-' && !negative) {
        negative = true;
        some = false;
      } else if (c == ':' && some) {
        group(from);
        return;
      } else if (c == ')' && some) {
        return;
      } else {
        break;
      }
    }
    throw text.wrong(from, "no group begins so");
  }

  private void close(int from) {
    if (groups.isEmpty()) {
      throw text.wrong(from, ") closes nothing");
    }
    groups.pop();
    repeatable = true;
  }

  private void repeat(int from) {
    text.skip("?");
    if (repeated) {
      throw text.wrong(from, "a repetition is repeated");
    }
    if (!repeatable) {
      throw text.wrong(from, "there is nothing to repeat");
    }
  }

  /** Takes a counted repetition; any other brace is a character. */
  private void braces(int from) {
    int after = text.place();
    int least = number();
    int most = text.skip(",") ? (text.looksAt("}") ? Integer.MAX_VALUE : number()) : least;
    if (least < 0 || most < 0 || !text.skip("}")) {
      text.back(after);
      repeatable = true;
      return;
    }
    boolean open = most == Integer.MAX_VALUE;
    if (least > MOST_REPETITIONS || (!open && (most > MOST_REPETITIONS || most < least))) {
      throw text.wrong(from, "so many repetitions are not RE2 (at most " + MOST_REPETITIONS + ")");
    }
    repeat(from);
  }

  /** Reads a number without leading zeros; -1 if there is none. */
  private int number() {
    int from = text.place();
    String digits = text.digits();
    if (digits.isEmpty() || (digits.length() > 1 && digits.charAt(0) == '0')) {
      text.back(from);
      return -1;
    }
    return digits.length() > MOST_DIGITS ? MOST_REPETITIONS + 1 : Integer.parseInt(digits);
  }

  private void escape(int from) {
    if (text.skip("Q")) {
      String literal = text.until("\\E");
      repeatable |= literal == null ? text.rest() : !literal.isEmpty();
      return;
    }
    if (!text.skip("A") && !text.skip("z") && !text.skip("b") && !text.skip("B")) {
      RegexClass.escape(text, from);
    }
    repeatable = true;
  }
}
