package io.lifecycle4j.core.secret;

import static io.lifecycle4j.error.Preconditions.check;

import io.lifecycle4j.core.json.Json;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.tracking.Param;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes secrets from texts written by people or their programs: notes, messages, reasons, causes
 * of failures, and values of parameters, tags and metadata.
 *
 * <p>Such a text passes through here where it enters the library, before it is compared, hashed or
 * passed to a backend. Whatever looks like a secret is replaced by {@link SecretFilter#REDACTED},
 * with a warning in the log once for each place. All other texts stay unchanged.
 *
 * <p>The following do not pass through here: names that identify something (experiments, datasets,
 * models, ids of runs, metrics, columns, gates, actors, and the keys of parameters, tags and
 * metadata), hashes, cells of data, and the content of files, which are kept byte by byte.
 *
 * <p>Thread-safe.
 */
public final class FreeText {
  private static final Logger LOG = LoggerFactory.getLogger(FreeText.class);

  /** Bounds the memory if places have arbitrary names; later ones are not logged. */
  private static final int MOST_TOLD = 1_000;

  /** Keys under which the library itself names a version of a dataset or model. */
  private static final Set<String> REFERRING = Set.of("dataset", "model");

  /** Such as {@code token:1}, which is no token. */
  private static final Pattern REFERENCE = Pattern.compile("[^:\\s]{1,250}:[1-9][0-9]{0,9}");

  private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

  /** More of an exception's text than is kept anywhere. */
  private static final int LONGEST_THROWN = 20_000;

  private FreeText() {}

  /**
   * Filters a text.
   *
   * @param what what the text is, for messages
   * @return the same text if no secret was found
   * @throws InvalidValueException if the text is too long to be kept
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
    if (REFERRING.contains(key) && REFERENCE.matcher(value).matches()) {
      return value;
    }
    String kept = SecretFilter.value(key, value);
    return kept.equals(value) ? value : told(what + " " + key, value, kept);
  }

  /**
   * Filters a parameter. A number or a truth value is a secret only by its name.
   *
   * @return the same value if no secret was found
   */
  public static Param of(String name, Param value) {
    String text = of("parameter", name, value.text());
    return text.equals(value.text()) ? value : new Param(text, Param.Type.TEXT);
  }

  /**
   * Describes an exception or error, even if its own methods throw.
   *
   * @param what what it ended, for messages
   * @return its class and message, without secrets
   */
  @SuppressWarnings("checkstyle:IllegalCatch") // its own methods may throw anything
  public static String of(String what, Throwable thrown) {
    try {
      String text = String.valueOf(thrown);
      return of(what, text.substring(0, Math.min(text.length(), LONGEST_THROWN)));
    } catch (Throwable e) {
      return thrown.getClass().getName();
    }
  }

  /** Rejects a text that is too long to be kept before it is searched for long. */
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

  /** Returns whether the place has not been logged yet. */
  static boolean isNews(String what) {
    return TOLD.size() < MOST_TOLD && TOLD.add(what);
  }
}
