package io.lifecycle4j.core.tracking.environment;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells names of secrets from other names.
 *
 * <p>A name is cut into words, where its case changes and at all that is neither letter nor digit.
 * It is a sure name of a secret if a word is one of {@link #SURE} or holds one of {@link #PARTS}
 * ({@code dbPassword}, {@code PGPASSWORD}, {@code api-key}); it is a likely one if a word is one of
 * {@link #LIKELY}, which other things are called too ({@code key}).
 */
final class SecretWords {
  private static final Set<String> SURE =
      Set.of("pwd", "token", "credential", "creds", "authorization", "bearer", "apikey", "sshpass");

  private static final Set<String> LIKELY =
      Set.of("key", "keys", "tokens", "pass", "auth", "cookie");

  private static final Pattern PARTS =
      Pattern.compile("password|passwd|passphrase|passcode|secret|credential|apikey|token$|pwd$");

  /** Two words that are one: {@code apiKey}, {@code api_key}, {@code private key}. */
  private static final Pattern COMPOUND =
      Pattern.compile(
          "\\b(?:api|access|account|private|secret|encryption|signing|shared|storage|ssh|master|auth)"
              + " ?keys?\\b");

  /** What every name of a secret holds, so that most lines are done with at once. */
  private static final Pattern STEM =
      Pattern.compile("(?i)pass|pwd|secret|token|cred|key|auth|bearer|cookie");

  private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
  private static final Pattern BETWEEN = Pattern.compile("[^a-z0-9]+");

  private SecretWords() {}

  /** Tells whether a text may hold the name of a secret. */
  static boolean anyIn(String text) {
    return STEM.matcher(text).find();
  }

  /** Tells whether a name is surely that of a secret. */
  static boolean sure(String name) {
    String words = words(name);
    for (String word : words.split(" ", -1)) {
      if (SURE.contains(word) || PARTS.matcher(word).find()) {
        return true;
      }
    }
    return COMPOUND.matcher(words).find();
  }

  /** Tells whether a name may be that of a secret; where names are few, that is reason enough. */
  static boolean likely(String name) {
    for (String word : words(name).split(" ", -1)) {
      if (LIKELY.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static String words(String name) {
    String apart = HUMP.matcher(name).replaceAll(" ").toLowerCase(Locale.ROOT);
    return BETWEEN.matcher(apart).replaceAll(" ");
  }
}
