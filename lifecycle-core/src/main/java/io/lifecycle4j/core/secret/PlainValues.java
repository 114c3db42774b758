package io.lifecycle4j.core.secret;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells values that are no secrets though their name may be that of one: numbers, truth values, and
 * what plainly is source code.
 *
 * <p>Code is told by what configurations and shells do not write: blanks on both sides of the equal
 * sign and a statement's end, an argument within a call, a type after the colon. Literals within it
 * may be secrets. Every look is bounded, so that a long line of names takes time in proportion.
 */
final class PlainValues {
  private static final Pattern NUMBER_OR_TRUTH =
      Pattern.compile(
          "(?:[-+]?[0-9][0-9_]{0,8}(?:\\.[0-9]{1,9})?[LlFfDd]?|[Tt]rue|[Ff]alse)(?=[\\s;,)}\\]<]|$)");

  private static final Pattern NOTHING =
      Pattern.compile("(?:null|nullptr|None|nil|undefined)(?=[\\s;,)}\\]]|$)");

  private static final String ATOM =
      "[A-Za-z_$][A-Za-z0-9_$]{0,100}(?:\\.[A-Za-z_$][A-Za-z0-9_$]{0,100}){0,20}+"
          + "(?:\\[[^\\]\\s]{0,100}\\]){0,3}";

  private static final String CAST = "(?:\\([A-Za-z0-9_.<>\\[\\]]{1,60}\\)\\s?)?";

  private static final Pattern STATEMENT =
      Pattern.compile(
          (CAST + "[!~-]?" + ATOM)
              + ("(?:\\s[-+*/%&|^?:<>=!]{1,2}\\s(?:[0-9]{1,9}|" + ATOM + ")){0,20}+")
              + "\\s?(?:;|\\)\\s?\\{)");

  private static final Pattern CALL =
      Pattern.compile(
          CAST + "(?:(?:new|await)\\s)?" + ATOM + "(?:<[A-Za-z0-9_,.<>? ]{0,100}>)?[(\\[]");

  private static final Pattern ARGUMENT = Pattern.compile("lambda\\s|" + ATOM + "\\s?[,()]");

  private static final Pattern TYPE =
      Pattern.compile(
          "(?:String|string|str|bytes|byte|[Ii]nt|[Ll]ong|[Ff]loat|[Dd]ouble|number|[Bb]ool(?:ean)?"
              + "|[Aa]ny|[Oo]bject|Optional|Union|[Ll]ist|[Dd]ict|Map|Set|Array)(?=[\\s\\[<,)=?;|{]|$)");

  private static final Pattern CONTROL =
      Pattern.compile(
          "\\s{0,200}(?:async )?(?:for|if|elif|while|def|class|with|case|except)\\b[^\\n]*:\\s*");

  private static final Pattern LOOP = Pattern.compile("\\s{0,200}for\\s?\\(");

  private static final int NEAR = 200;

  private static final int LONGEST_WORDS = 100;

  private PlainValues() {}

  /** Tells whether a value is nothing but words of letters, whatever is between them. */
  static boolean words(String value) {
    if (value.length() > LONGEST_WORDS) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != ' ' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  /** Tells whether a whole value is a number or a truth value. */
  static boolean number(String value) {
    return NUMBER_OR_TRUTH.matcher(value.strip()).matches();
  }

  /** Returns the end of a number or truth value, or -1. */
  static int numberEnd(String line, int from) {
    return end(NUMBER_OR_TRUTH, line, from);
  }

  /** Returns the end of the word for no value, or -1. */
  static int nothingEnd(String line, int from) {
    return end(NOTHING, line, from);
  }

  private static int end(Pattern pattern, String line, int from) {
    Matcher matcher = at(pattern, line, from);
    return matcher.lookingAt() ? matcher.end() : -1;
  }

  private static Matcher at(Pattern pattern, String line, int from) {
    return pattern.matcher(line).region(from, line.length());
  }

  /** Tells whether the joint before a place only controls the flow of a program. */
  static boolean control(String line, int value) {
    boolean atEnd = value == line.length();
    return (atEnd && CONTROL.matcher(line).matches()) || LOOP.matcher(line).lookingAt();
  }

  /** Tells a comparison in source code; a shell has a dollar sign before the name. */
  static boolean comparison(String line, int name, int joint) {
    return line.startsWith(" == ", joint)
        && (name == 0 || "${\"'".indexOf(line.charAt(name - 1)) < 0);
  }

  /**
   * Tells whether what a line assigns plainly is source code.
   *
   * @param name where the name begins
   * @param joint where the name ends
   * @param value where the value begins
   */
  static boolean code(String line, int name, int joint, int value) {
    if (value == line.length()) {
      return false;
    }
    boolean colon = line.charAt(value - 1) == ':' || line.charAt(joint) == ':';
    if (colon && at(TYPE, line, value).lookingAt()) {
      return true;
    }
    if (line.charAt(joint) == ' ' && line.charAt(value - 1) == ' ') {
      return at(STATEMENT, line, value).lookingAt()
          || (";,()[{".indexOf(last(line)) >= 0 && at(CALL, line, value).lookingAt());
    }
    return inCall(line, name) && at(ARGUMENT, line, value).lookingAt();
  }

  private static char last(String line) {
    int i = line.length() - 1;
    while (i > 0 && line.length() - i < NEAR && Character.isWhitespace(line.charAt(i))) {
      i--;
    }
    return line.charAt(i);
  }

  /** Tells whether a place is between the parentheses of a call. */
  private static boolean inCall(String line, int place) {
    int depth = 0;
    for (int i = place - 1; i > 0 && place - i < NEAR; i--) {
      char c = line.charAt(i);
      if (c == ')') {
        depth++;
      } else if (c == '(' && depth-- == 0) {
        return Character.isJavaIdentifierPart(line.charAt(i - 1));
      }
    }
    return false;
  }
}
