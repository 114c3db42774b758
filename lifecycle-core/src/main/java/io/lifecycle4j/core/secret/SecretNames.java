package io.lifecycle4j.core.secret;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Recognises names of secrets.
 *
 * <p>A name is cut into words, where its case changes and at all that is neither letter nor digit;
 * digits at the end of a word do not count. Phrases that name no secret, though a word of them may
 * ({@code token count}), are taken out first.
 */
final class SecretNames {
  private static final String OWNERS =
      "(?:api|access|account|private|secret|encrypt|encryption|signing|shared|storage|ssh|master"
          + "|auth)";

  private static final Pattern SECRET =
      Pattern.compile(
          "\\b(?:creds?|authorization|bearer|jwt|session ?id)\\b"
              + "|passw|passphrase|passcode|passkey|kennwort|secret(?!ar)|credential"
              + "|(?:token|pwd|pw)\\b"
              + "|(?<!com|by|tres|sur|over|under|low|high|band|all)pass\\b"
              + ("|\\b" + OWNERS + " ?(?:keys?|signature)\\b"));

  private static final Pattern HARMLESS =
      Pattern.compile(
          "\\b(?:"
              + "(?:max|min|num|pad|eos|bos|sep|cls|mask|unk|special|start|stop|unknown|unexpected"
              + "|expected|next) token"
              + "|token (?:count|ids?|types?|length|len|limit|size|index|embeddings?|positions?"
              + "|classification|offsets?)"
              + "|(?:forward|backward|single|two|multi|low|high|band|proxy) pass"
              + "|pass (?:count|rate|ratio|through)"
              + ")\\b");

  /** Every name of a secret contains one of these, so that most texts need no further search. */
  private static final List<String> STEMS =
      List.of(
          "pass pw secret token cred key signature authorization bearer session jwt kennw"
              .split(" ", -1));

  private static final Pattern HUMP =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
  private static final Pattern BETWEEN = Pattern.compile("[^a-z0-9]+");
  private static final Pattern NUMBERED = Pattern.compile("(?<=[a-z])[0-9]++(?![a-z])");

  private SecretNames() {}

  /** Returns whether a text in lower case may contain the name of a secret. */
  static boolean anyIn(String lower) {
    return STEMS.stream().anyMatch(lower::contains);
  }

  /** Returns whether a name, perhaps with the word before it, is that of a secret. */
  static boolean isSecret(String name) {
    return anyIn(name.toLowerCase(Locale.ROOT))
        && SECRET.matcher(HARMLESS.matcher(words(name)).replaceAll(" ")).find();
  }

  private static String words(String name) {
    String apart = HUMP.matcher(name).replaceAll(" ").toLowerCase(Locale.ROOT);
    return NUMBERED.matcher(BETWEEN.matcher(apart).replaceAll(" ")).replaceAll("");
  }
}
