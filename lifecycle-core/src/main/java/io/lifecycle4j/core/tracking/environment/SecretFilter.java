package io.lifecycle4j.core.tracking.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what is recorded of a run, before it is kept anywhere.
 *
 * <p>What is taken out: the value of a key that names a secret ({@link SecretWords}), what looks
 * like one under any name ({@link SecretShapes}), and what a text assigns to such a name ({@link
 * SecretLines}). What it cannot know: a secret without a telling name or shape, such as the second
 * word of {@code login alice hunter2}.
 */
final class SecretFilter {
  /** Stands where a secret was. */
  static final String REDACTED = "<redacted>";

  private static final Pattern PLAIN_NUMBER = Pattern.compile("[0-9]{1,9}|true|false");
  private static final Pattern FLAG_NAME = Pattern.compile("-{0,2}[A-Za-z][A-Za-z0-9_.-]{0,60}");
  private static final Pattern SECRET_FILE =
      Pattern.compile(
          "(?i)(?:[/ \"])(?:\\.env|\\.netrc|\\.npmrc|\\.pypirc|\\.pgpass|\\.htpasswd|id_(?:rsa|dsa|ecdsa|ed25519))"
              + "(?:\\.[a-z.]*)?(?:[ \"]|$)"
              + "|\\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|gpg)(?:[ \"]|$)"
              + "|(?:secret|credential|password)[^/ \".]*"
              + "(?:\\.(?:ya?ml|json|properties|txt|ini|conf|env|toml|xml|csv))?(?:[ \"]|$)");

  private SecretFilter() {}

  /** Returns the value of a key, which is all there is to see if the key names no secret. */
  static String value(String key, String value) {
    if (SecretWords.sure(key) || SecretWords.likely(key)) {
      boolean number = PLAIN_NUMBER.matcher(value).matches();
      return number && !SecretWords.sure(key) ? value : REDACTED; // max.tokens=512
    }
    return text(value);
  }

  /** Returns a text without its secrets. */
  static String text(String text) {
    return SecretLines.redact(text);
  }

  /** Returns the arguments of a command, in their order. */
  static List<String> arguments(List<String> arguments) {
    List<String> shown = new ArrayList<>();
    boolean secretComes = false;
    for (String argument : arguments) {
      shown.add(secretComes ? REDACTED : argument(argument));
      secretComes = !secretComes && announces(argument);
    }
    return shown;
  }

  /**
   * Returns the words of a command whose arguments may have had blanks in them: where a secret that
   * begins ends is not known, so that nothing after it is shown.
   */
  static List<String> words(List<String> words) {
    List<String> shown = new ArrayList<>();
    for (String word : words) {
      String filtered = argument(word);
      shown.add(filtered);
      if (!filtered.equals(word) || announces(word)) {
        shown.add(REDACTED);
        break;
      }
    }
    return shown;
  }

  private static String argument(String argument) {
    int equal = argument.indexOf('=');
    if (equal > 0 && FLAG_NAME.matcher(argument.substring(0, equal)).matches()) {
      String name = argument.substring(0, equal);
      return name + "=" + value(name, argument.substring(equal + 1));
    }
    return text(argument);
  }

  /** Tells whether an argument names the secret that comes after it. */
  private static boolean announces(String argument) {
    return FLAG_NAME.matcher(argument).matches()
        && (SecretWords.sure(argument)
            || (argument.startsWith("-") && SecretWords.likely(argument)));
  }

  /** Returns a diff as git writes it; of a file that is kept for secrets only its name. */
  static String diff(String diff) {
    StringBuilder kept = new StringBuilder();
    boolean hidden = false;
    for (String line : diff.split("(?<=\n)", -1)) {
      if (line.startsWith("diff --git ")) {
        hidden = SECRET_FILE.matcher(line.stripTrailing()).find();
        kept.append(line).append(hidden ? REDACTED + "\n" : "");
      } else if (!hidden) {
        kept.append(line);
      }
    }
    return text(kept.toString());
  }
}
