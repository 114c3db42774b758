package io.lifecycle4j.core.secret;

import java.util.List;
import java.util.Locale;
import java.util.Set;
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
final class SecretNames {
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
      Set.of("pass", "pw", "pwd", "token", "cred", "creds", "authorization", "bearer", "jwt");

  private static final String OWNERS =
      "(?:api|access|account|private|secret|encrypt|encryption|signing|shared|storage|ssh|master"
          + "|auth)";

  private static final Pattern PARTS =
      Pattern.compile(
          "passw|passphrase|passcode|passkey|kennwort|secret(?!ar)|credential|apikey|token$|pwd$|pw$"
              + "|(?<!com|by|tres|sur|over|under|low|high|band|all)pass$"
              + ("|^" + OWNERS + "keys?$"));

  private static final Pattern COMPOUND =
      Pattern.compile("\\b" + OWNERS + " (?:keys?|signature)\\b|\\bsession id\\b");

  /** What ends like {@code oauth} and {@code smtpauth} is likely too; {@code author} is not. */
  private static final Pattern LIKELY =
      Pattern.compile("(?:keys?|tokens|cookies?|pat|sig|webhooks?|.*(?:auth|sessionid|sessid))");

  private static final Pattern HARMLESS =
      Pattern.compile(
          "\\b(?:"
              + "(?:max|min|num|pad|eos|bos|sep|cls|mask|unk|special|start|stop) tokens?"
              + "|tokens? (?:count|ids?|types?|length|len|limit|size|index|embeddings?|classification"
              + "|positions?|offsets?)"
              + "|(?:missing|duplicate|unknown|unexpected|unrecogni[sz]ed|such|expected|next)"
              + " (?:keys?|tokens?)"
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

  /** What every name of a secret holds, so that most texts are done with at once. */
  private static final List<String> STEMS =
      List.of(
          "pass", "pw", "secret", "token", "cred", "key", "auth", "bearer", "cookie", "jwt", "pat",
          "sig", "sess", "webh", "kennw");

  private static final Pattern HUMP =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
  private static final Pattern BETWEEN = Pattern.compile("[^a-z0-9]+");
  private static final Pattern NUMBERED = Pattern.compile("(?<=[a-z])[0-9]++(?![a-z])");

  private SecretNames() {}

  /** Returns whether a text in lower case may hold the name of a secret. */
  static boolean anyIn(String lower) {
    return SecretFilter.holdsAny(lower, STEMS);
  }

  /** Returns how sure it is that a name, perhaps with the word before it, is of a secret. */
  static Strength strength(String name) {
    if (!anyIn(name.toLowerCase(Locale.ROOT))) {
      return Strength.NONE;
    }
    String left = HARMLESS.matcher(words(name)).replaceAll(" ");
    Strength strength = COMPOUND.matcher(left).find() ? Strength.SURE : Strength.NONE;
    for (String word : left.split(" ", -1)) {
      if (SURE.contains(word) || PARTS.matcher(word).find()) {
        return Strength.SURE;
      }
      if (strength == Strength.NONE && LIKELY.matcher(word).matches()) {
        strength = Strength.LIKELY;
      }
    }
    return strength;
  }

  private static String words(String name) {
    String apart = HUMP.matcher(name).replaceAll(" ").toLowerCase(Locale.ROOT);
    return NUMBERED.matcher(BETWEEN.matcher(apart).replaceAll(" ")).replaceAll("");
  }
}
