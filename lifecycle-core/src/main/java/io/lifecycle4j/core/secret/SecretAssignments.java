package io.lifecycle4j.core.secret;

import static io.lifecycle4j.core.secret.SecretFilter.REDACTED;

import io.lifecycle4j.core.secret.SecretWords.Strength;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out what one line gives to the names of secrets on it.
 *
 * <p>Names and values are joined by an equal sign or a colon, as an element or attribute, as a flag
 * and the word after it, as literals side by side ({@code put("password", "x")}), or by a blank if
 * there is nothing else on the line. An assigned value goes to the end of the line, since where one
 * without quotes ends nobody knows. Not thread-safe; one for each line.
 */
final class SecretAssignments {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*+");

  private static final Pattern JOINT =
      Pattern.compile(
          "[\\\\\"'`\\])]*+\\s*+(?:[?+|]?(?:=>|[:=])++|%3[AaDd])\\s*+"
              + "|[\"']?\\s*+,\\s*+[\"']?value[\"']?\\s*+[:=]\\s*+");

  /** What stands before the value of {@code name:}, whose own value is on the next line. */
  private static final Pattern ENTRY =
      Pattern.compile("\\b(?:name|key)[\"']?\\s{0,5}[:=]\\s{0,5}[\"']?$", Pattern.CASE_INSENSITIVE);

  private static final Pattern ENTRY_END = Pattern.compile("[\"']?,?\\s*+$");
  private static final Pattern ONE_WORD = Pattern.compile("\\s++(\\S++)\\s*+$");
  private static final Pattern COMMA = Pattern.compile("[\"'`]\\s*+,");
  private static final Pattern BLOCK = Pattern.compile("[{(\\[]?\\s*+$");

  /** How far a tag is looked through, so that a line without its end takes time in proportion. */
  private static final int NEAR = 500;

  private final StringBuilder out = new StringBuilder();
  private final Matcher names;
  private final int first;
  private String line;
  private int copied;
  private boolean emptied;
  private String begun = "";
  private Strength strength = Strength.NONE;
  private boolean entry;

  SecretAssignments(String line) {
    this.line = line;
    names = NAME.matcher(line);
    first = SecretLines.margin(line).length();
  }

  /** Returns the line without the secrets on it. */
  String redact() {
    if (!SecretWords.anyIn(line)) {
      return line;
    }
    int at = 0;
    while (at < line.length() && names.find(at)) {
      Strength found = SecretWords.strength(names.group());
      at =
          found == Strength.NONE || SecretWords.inPhrase(line, names.start(), names.end())
              ? names.end()
              : behind(names.start(), names.end(), found);
    }
    return out.append(line, copied, line.length()).toString();
  }

  /** Returns the strength of the name whose value may go on on the next lines. */
  Strength strength() {
    return strength;
  }

  /** Returns what stands on the line of that value. */
  String begun() {
    return begun;
  }

  /** Tells whether the line is an entry {@code name: password}, whose value comes after it. */
  boolean isEntry() {
    return entry;
  }

  /** Takes out what belongs to a name, and returns where to look for the next one. */
  private int behind(int start, int end, Strength found) {
    Matcher joint = at(JOINT, end);
    if (joint.lookingAt() && !line.startsWith("::", end)) {
      return assigned(start, joint, found);
    }
    if (isElement(start, end)) {
      return element(end, found);
    }
    if (isFlag(start, end, found)) {
      return flag(end, found);
    }
    if (found == Strength.SURE && isAlone(start, end)) {
      return hide(wordStart(end));
    }
    entry = at(ENTRY_END, end).lookingAt() && ENTRY.matcher(near(start)).find();
    if (found == Strength.SURE || isQuotedBeforeComma(start, end)) {
      emptyLiterals(end);
    }
    return end;
  }

  private boolean isElement(int start, int end) {
    return isTag(start) || (isQuoted(start, end) && isInTag(start));
  }

  private Matcher at(Pattern pattern, int from) {
    return pattern.matcher(line).region(from, line.length());
  }

  private String near(int end) {
    return line.substring(Math.max(0, end - 40), end);
  }

  private char before(int place) {
    return place > 0 ? line.charAt(place - 1) : ' ';
  }

  private int hide(int from) {
    out.append(line, copied, from).append(REDACTED);
    copied = line.length();
    return copied;
  }

  private int assigned(int start, Matcher joint, Strength found) {
    int end = joint.regionStart();
    int value = joint.end();
    int plain = plainEnd(value, found);
    if (plain >= 0) {
      return plain;
    }
    if (found == Strength.LIKELY && isKeyAttribute(start, end)) {
      return value;
    }
    if (isCode(start, end, value, found)) {
      emptyLiterals(value);
      return value;
    }
    begun = line.substring(value).strip();
    strength = found;
    return found == Strength.LIKELY && at(BLOCK, value).lookingAt() ? line.length() : hide(value);
  }

  private int plainEnd(int value, Strength found) {
    int end = PlainValues.nothingEnd(line, value);
    return end < 0 && found == Strength.LIKELY ? PlainValues.numberEnd(line, value) : end;
  }

  private boolean isCode(int start, int end, int value, Strength found) {
    return PlainValues.control(line, value)
        || PlainValues.comparison(line, start, end)
        || (found == Strength.LIKELY && PlainValues.code(line, start, end, value));
  }

  /** Tells an attribute that holds the name of an entry: its value is a name to be looked at. */
  private boolean isKeyAttribute(int start, int end) {
    return end - start == 3 && line.startsWith("=\"", end) && isInTag(start);
  }

  private boolean isTag(int start) {
    return before(start) == '<' && !Character.isJavaIdentifierPart(before(start - 1));
  }

  private boolean isInTag(int place) {
    for (int i = place - 1; i >= 0 && place - i < NEAR && line.charAt(i) != '>'; i--) {
      if (line.charAt(i) == '<') {
        return !Character.isJavaIdentifierPart(before(i));
      }
    }
    return false;
  }

  private boolean isQuoted(int start, int end) {
    return end < line.length()
        && "\"'`".indexOf(before(start)) >= 0
        && line.charAt(end) == before(start);
  }

  private boolean isQuotedBeforeComma(int start, int end) {
    return isQuoted(start, end) && at(COMMA, end).lookingAt();
  }

  /** Tells whether there are only a name and a word on the line. */
  private boolean isAlone(int start, int end) {
    return isFirst(start) && at(ONE_WORD, end).lookingAt();
  }

  private boolean isFirst(int start) {
    return start == first
        && start + 1 < line.length()
        && (Character.isLowerCase(line.charAt(start)) // a type would be written Token
            || Character.isUpperCase(line.charAt(start + 1)));
  }

  /** Empties the attributes of a tag behind a name, and takes out its content. */
  private int element(int end, Strength found) {
    int close = line.substring(end, Math.min(line.length(), end + NEAR)).indexOf('>') + end;
    if (close < end) {
      emptyLiterals(end);
      return end;
    }
    if (found == Strength.LIKELY && PlainValues.numberEnd(line, close + 1) >= 0) {
      return close;
    }
    int attributes = end + ("\"'`".indexOf(line.charAt(end)) >= 0 ? 1 : 0);
    out.append(line, copied, attributes).append(Literals.empty(line.substring(attributes, close)));
    copied = close;
    if (before(close) == '/') {
      return close;
    }
    begun = line.indexOf('<', close) < 0 ? line.substring(close + 1).strip() : "<";
    strength = begun.isEmpty() ? found : Strength.NONE;
    return hide(close + 1);
  }

  private boolean isFlag(int start, int end, Strength found) {
    int dashes = start;
    while (before(dashes) == '-' && start - dashes < 3) { // one may be the margin of a diff
      dashes--;
    }
    int word = wordStart(end);
    return dashes < start
        && (Character.isWhitespace(before(dashes)) || "+\"'`=,:[(".indexOf(before(dashes)) >= 0)
        && word > end
        && word < line.length()
        && (found == Strength.SURE || "-+*/%&|=<>;)".indexOf(line.charAt(word)) < 0);
  }

  private int wordStart(int from) {
    int word = from;
    while (word < line.length() && Character.isWhitespace(line.charAt(word))) {
      word++;
    }
    return word;
  }

  private int flag(int end, Strength found) {
    int word = wordStart(end);
    int number = PlainValues.numberEnd(line, word);
    if (found == Strength.LIKELY && number >= 0) {
      return number;
    }
    out.append(line, copied, word).append(REDACTED);
    copied = wordEnd(word);
    Matcher joint = at(JOINT, copied);
    return joint.lookingAt() ? hide(joint.end()) : copied; // the word was a name
  }

  /** Returns where a word ends; one in quotes that does not end goes on to the end of the line. */
  private int wordEnd(int from) {
    char quote = line.charAt(from);
    int to = from;
    if (quote == '"' || quote == '\'') {
      to = Literals.end(line, from + 1, quote);
    }
    while (to < line.length() && !Character.isWhitespace(line.charAt(to))) {
      to++;
    }
    return Math.min(to, line.length());
  }

  /** Empties all literals behind a place, which is done once a line. */
  private void emptyLiterals(int from) {
    if (!emptied) {
      emptied = true;
      int start = Literals.endAround(line, from);
      line = line.substring(0, start) + Literals.empty(line.substring(start));
      names.reset(line);
    }
  }
}
