package io.lifecycle4j.core.secret;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells names of secrets from other names, and how sure that is.
 *
 * <p>A name is cut into words, where its case changes and at all that is neither letter nor digit;
 * digits at the end of a word do not count. Phrases that name no secret, though a word of them may
 * ({@code token count}), are taken out first. What is left is a sure name if a word is one of
 * {@link #SURE} or holds one of {@link #PARTS} ({@code dbPassword}, {@code PGPASSWORD}), or if two
 * words are a {@link #COMPOUND}; it is a likely one if a word is one of {@link #LIKELY}, which
 * other things are called too.
 */
final class SecretWords {
  /** How sure it is that a name is that of a secret. */
  enum Strength {
    /** Names something else. */
    NONE,
    /** May name a secret: what is assigned to it is hidden unless it plainly is none. */
    LIKELY,
    /** Names a secret: whatever is assigned to it is hidden. */
    SURE
  }

  private static final Set<String> SURE =
      Set.of(
          "pass",
          "pw",
          "pwd",
          "token",
          "cred",
          "creds",
          "authorization",
          "bearer",
          "apikey",
          "jwt");

  private static final Set<String> LIKELY =
      Set.of("key", "keys", "tokens", "cookie", "cookies", "pat", "sig", "webhook", "webhooks");

  private static final String OWNERS =
      "(?:api|access|account|private|secret|encrypt|encryption|signing|shared|storage|ssh|master"
          + "|auth)";

  private static final Pattern PARTS =
      Pattern.compile(
          "passw|passphrase|passcode|passkey|kennwort|secret(?!ar)|credential|apikey|token$|pwd$|pw$"
              + "|(?<!com|by|tres|sur|over|under|low|high|band|all)pass$"
              + ("|^" + OWNERS + "keys?$"));

  /** What ends like {@code oauth} and {@code smtpauth}; {@code author} does not. */
  private static final Pattern LIKELY_PARTS = Pattern.compile("auth$|sessionid$|sessid$");

  private static final Pattern COMPOUND =
      Pattern.compile("\\b" + OWNERS + " (?:keys?|signature)\\b|\\bsession id\\b");

  private static final Pattern HARMLESS =
      Pattern.compile(
          "\\b(?:"
              + "(?:max|min|num|pad|eos|bos|sep|cls|mask|unk|special|start|stop|next) tokens?"
              + "|tokens? (?:count|ids?|types?|length|len|limit|size|index|embeddings?|classification"
              + "|positions?|offsets?)"
              + "|(?:foreign|partition|sort|public|unique|cache|row|primary|natural|composite|candidate|label"
              + "|feature|column|group|join|lookup|merge|sample|image|text|input|output|target|id|map"
              + "|dict|json|config|random|rng|prng|registry|metric|param|tag) keys?"
              + "|keys? (?:size|length|bits|types?|count|columns?|fields?|index|names?|event"
              + "|serializer|deserializer|schema|path|file)"
              + "|auth (?:type|method|mode|scheme|provider|enabled|required)"
              + "|cookie (?:policy|name|domain|path)"
              + "|(?:forward|backward|single|two|multi|low|high|band|proxy|fastcgi|uwsgi|grpc) pass"
              + "|pass (?:count|rate|ratio|through)"
              + ")\\b");

  /** Words side by side of a sentence that is about no secret, though one of them may name some. */
  private static final Pattern PHRASE =
      Pattern.compile(
          "^(?:missing|duplicate|unknown|unexpected|unrecogni[sz]ed|such|expected|next|primary|foreign"
              + "|partition|sort) (?:key|token)s? "
              + "|^\\S* (?:token|key)s? (?:embeddings?|classification|counts?|ids?|lengths?|types?"
              + "|budgets?|limits?|figures?|results?|findings?|features?|points?|changes?)$"
              + "|^\\S* (?:password|secret)s? (?:strength|resets?|policy|policies|rules?|fields?"
              + "|hash(?:es|ing)?|rotation|managers?|leaks?|features?)$"
              + "|^\\S* pass [0-9]{1,2}$");

  /** What every name of a secret holds in lower case, so that most lines are done with at once. */
  private static final WordSearch STEMS =
      new WordSearch(
          List.of(
              "pass", "pw", "secret", "token", "cred", "key", "auth", "bearer", "cookie", "jwt",
              "pat", "sig", "sess", "webh", "kennw"));

  /** The letter that sets a property of a virtual machine or a build: {@code -Dpass=}. */
  private static final Pattern PROPERTY_FLAG = Pattern.compile("(?<![A-Za-z0-9])[DP](?=[a-z])");

  private static final Pattern HUMP =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
  private static final Pattern BETWEEN = Pattern.compile("[^a-z0-9]+");
  private static final Pattern NUMBERED = Pattern.compile("(?<=[a-z])[0-9]++(?![a-z])");

  private static final int NEAR = 30;

  private SecretWords() {}

  /** Tells whether a text may hold the name of a secret. */
  static boolean anyIn(String text) {
    return STEMS.anyIn(text);
  }

  /** Tells whether whatever has a name is a secret. */
  static boolean isSure(String name) {
    return strength(name) == Strength.SURE;
  }

  /** Tells how sure it is that a name, perhaps with the beginning of a flag, is of a secret. */
  static Strength strength(String name) {
    if (!anyIn(name)) {
      return Strength.NONE;
    }
    Strength plain = ofWords(words(name));
    Matcher flag = PROPERTY_FLAG.matcher(name);
    if (plain == Strength.SURE || !flag.find()) {
      return plain;
    }
    Strength behind = ofWords(words(flag.replaceAll("")));
    return behind.compareTo(plain) > 0 ? behind : plain;
  }

  /**
   * Tells whether a word, between others, is about no secret: {@code Unexpected token}, {@code
   * token classification}. A flag is no word of a sentence.
   */
  static boolean inPhrase(String line, int start, int end) {
    if (start > 0 && line.charAt(start - 1) != ' ') {
      return false;
    }
    String before = line.substring(wordBefore(line, start), start).strip();
    String after = line.substring(end, wordBehind(line, end)).strip();
    String words = before + " " + line.substring(start, end) + " " + after;
    return PHRASE.matcher(words.toLowerCase(Locale.ROOT)).find();
  }

  private static int wordBefore(String line, int start) {
    int i = Math.max(0, start - 1);
    while (i > 0 && start - i < NEAR && Character.isLetter(line.charAt(i - 1))) {
      i--;
    }
    return i;
  }

  private static int wordBehind(String line, int end) {
    int i = line.startsWith(" ", end) ? end + 1 : line.length();
    while (i < line.length() && i - end < NEAR && Character.isLetterOrDigit(line.charAt(i))) {
      i++;
    }
    return line.startsWith(" ", end) ? i : end;
  }

  private static Strength ofWords(String words) {
    String left = HARMLESS.matcher(words).replaceAll(" ");
    Strength strength = COMPOUND.matcher(left).find() ? Strength.SURE : Strength.NONE;
    for (String word : left.split(" ", -1)) {
      if (SURE.contains(word) || PARTS.matcher(word).find()) {
        return Strength.SURE;
      }
      if (LIKELY.contains(word) || LIKELY_PARTS.matcher(word).find()) {
        strength = strength == Strength.NONE ? Strength.LIKELY : strength;
      }
    }
    return strength;
  }

  private static String words(String name) {
    String apart = HUMP.matcher(name).replaceAll(" ").toLowerCase(Locale.ROOT);
    return NUMBERED.matcher(BETWEEN.matcher(apart).replaceAll(" ")).replaceAll("");
  }
}
