package io.lifecycle4j.core.secret;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.tracking.Param;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door for texts in which people, or programs for them, say something in their own words:
 * notes, messages, reasons, causes of failures, values of parameters, tags and metadata.
 *
 * <p>Each room passes such a text through here where it comes in, before it is compared, hashed or
 * handed to a backend. Whatever looks like a secret is replaced by {@link SecretFilter#REDACTED},
 * and who gave it hears of it in the log, once for each place. All other texts stay as they are.
 *
 * <p>What does not come through here: names that identify something (experiments, data sets,
 * models, runs' ids, metrics, columns, gates, actors, and the keys of parameters, tags and
 * metadata), hashes, cells of data, and the content of files, of which every byte is kept.
 *
 * <p>Thread-safe.
 */
public final class FreeText {
  private static final Logger LOG = LoggerFactory.getLogger(FreeText.class);

  /** How many places are told of, since who names parameters by chance would fill the memory. */
  private static final int MOST_TOLD = 1_000;

  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  /** How much of what was thrown is looked at, which is more than anybody keeps of it. */
  private static final int LONGEST_THROWN = 20_000;

  private FreeText() {}

  /**
   * Takes a text.
   *
   * @param what what it is, in words
   * @param text the text
   * @return the text as it may be kept; the same if no secret was found
   * @throws InvalidValueException if the text is longer than any that is kept
   */
  public static String of(String what, String text) {
    checkLength(what, text);
    return told(what, text, SecretFilter.text(text));
  }

  /**
   * Takes the value of a key, which may say by its name that the value is a secret.
   *
   * @param what what has the key, in words
   * @param key the key
   * @param value the value
   * @return the value as it may be kept; the same if no secret was found
   */
  public static String of(String what, String key, String value) {
    if (value.length() > Json.MAX_TEXT) {
      checkLength(what + " " + key, value);
    }
    String kept = SecretFilter.value(key, value);
    return kept.equals(value) ? value : told(what + " " + key, value, kept);
  }

  /**
   * Takes a parameter. What is a number or a truth value is judged by the name alone.
   *
   * @param name the parameter
   * @param value its value
   * @return the value as it may be kept; the same if no secret was found
   */
  public static Param of(String name, Param value) {
    String text = of("parameter", name, value.text());
    return text.equals(value.text()) ? value : new Param(text, Param.Type.TEXT);
  }

  /**
   * Says what was thrown, whatever it says of itself.
   *
   * @param what what it ended, in words
   * @param thrown the exception or error
   * @return its class and message as they may be kept
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // what cannot say what it is was thrown all the same
  public static String of(String what, Throwable thrown) {
    try {
      String text = String.valueOf(thrown);
      return of(what, text.substring(0, Math.min(text.length(), LONGEST_THROWN)));
    } catch (Throwable e) {
      return thrown.getClass().getName();
    }
  }

  /** What is longer than any text that is kept is refused before it is searched for long. */
  private static void checkLength(String what, String text) {
    check(
        text.length() <= Json.MAX_TEXT,
        "Invalid %s: %s characters (must be at most %s)",
        what,
        text.length(),
        Json.MAX_TEXT);
  }

  private static String told(String what, String text, String kept) {
    if (!kept.equals(text) && isNews(what)) {
      LOG.warn(
          "The {} holds what looks like a secret: {} is kept in its place"
              + " (give secrets to a store of secrets; said once)",
          what,
          SecretFilter.REDACTED);
    }
    return kept;
  }

  /** Returns whether nobody was told of this place yet. */
  static boolean isNews(String what) {
    return TOLD.size() < MOST_TOLD && TOLD.add(what);
  }
}
