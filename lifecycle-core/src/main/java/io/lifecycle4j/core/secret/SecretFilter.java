package io.lifecycle4j.core.secret;

import io.lifecycle4j.core.secret.SecretWords.Strength;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of a text, before it is kept anywhere.
 *
 * <p>What is taken out: the value of a key that names a secret ({@link SecretWords}), what looks
 * like one under any name ({@link SecretShapes}), and what a text assigns to such a name ({@link
 * SecretLines}, {@link SecretDiff}). What it cannot know: a secret without a telling name or shape,
 * such as the last word of {@code connect alice hunter2}.
 */
public final class SecretFilter {
  /** Stands where a secret was. */
  public static final String REDACTED = "<redacted>";

  private static final String NAME = "(?:-{1,2}|/)?[A-Za-z][A-Za-z0-9_.-]{0,60}";
  private static final Pattern FLAG_NAME = Pattern.compile(NAME + "[=:]?");
  private static final Pattern FLAG = Pattern.compile("(" + NAME + ")([=:])(.+)", Pattern.DOTALL);

  /** What may stand between a name and its secret, as an argument of its own. */
  private static final Pattern BETWEEN = Pattern.compile("[=:]{1,2}|-[A-Za-z]");

  private SecretFilter() {}

  /**
   * Returns the value of a key, which is all there is to see if the key names no secret.
   *
   * @param key the name of the value
   * @param value the value
   * @return the value, the value without the secrets in it, or {@link #REDACTED}
   */
  public static String value(String key, String value) {
    return switch (SecretWords.strength(key)) {
      case SURE -> REDACTED;
      case LIKELY -> PlainValues.number(value) ? value : REDACTED; // max.tokens=512
      case NONE -> PlainValues.number(value) ? value : text(value);
    };
  }

  /**
   * Returns a text without its secrets.
   *
   * @param text the text, of any number of lines
   * @return the same text if none was found
   */
  public static String text(String text) {
    return isShortWord(text) ? text : SecretLines.redact(text);
  }

  /** Tells whether a text is one word, too short for a key of any service. */
  private static boolean isShortWord(String text) {
    if (text.length() >= SecretShapes.SHORTEST_KEY) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || !Character.isLetterOrDigit(c)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns a list of places without who logs in to the addresses among them.
   *
   * @param text the text
   * @return the text, with all else in it
   */
  public static String addresses(String text) {
    return SecretShapes.addresses(text);
  }

  /**
   * Returns a diff as git writes it, without its secrets.
   *
   * @param diff the diff
   * @return the diff, line by line
   */
  public static String diff(String diff) {
    return SecretDiff.redact(diff);
  }

  /**
   * Returns the arguments of a command in their order, one a line.
   *
   * @param arguments the arguments
   * @return those without secrets as they are
   */
  public static String arguments(List<String> arguments) {
    List<String> shown = new ArrayList<>();
    boolean secretComes = false;
    for (String argument : arguments) {
      shown.add(secretComes ? REDACTED : argument(argument));
      secretComes = secretComes ? BETWEEN.matcher(argument).matches() : announces(argument);
    }
    return SecretShapes.redact(String.join("\n", shown)); // a shape may be of several arguments
  }

  /**
   * Returns the words of a command whose arguments may have had blanks in them: where a secret that
   * begins ends is not known, so that nothing after it is shown.
   *
   * @param words the words
   * @return the words before the first secret, one a line
   */
  public static String words(List<String> words) {
    String shown = arguments(words);
    int secret = shown.indexOf(REDACTED);
    return secret < 0 ? shown : shown.substring(0, secret) + REDACTED;
  }

  private static String argument(String argument) {
    Matcher flag = FLAG.matcher(argument);
    if (flag.matches()
        && (flag.group(2).equals("=") || SecretWords.strength(flag.group(1)) != Strength.NONE)) {
      int value = flag.start(3);
      return argument.substring(0, value) + value(flag.group(1), flag.group(3));
    }
    return text(argument); // which may be an address
  }

  /** Tells whether an argument names the secret that comes after it. */
  private static boolean announces(String argument) {
    return FLAG_NAME.matcher(argument).matches()
        && switch (SecretWords.strength(argument)) {
          case SURE -> true;
          case LIKELY -> argument.startsWith("-");
          case NONE -> false;
        };
  }
}
