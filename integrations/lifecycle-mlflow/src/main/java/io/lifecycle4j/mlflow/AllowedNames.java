package io.lifecycle4j.mlflow;

import static io.lifecycle4j.error.InvalidNameException.checkKey;
import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidNameException.checkPath;

import io.lifecycle4j.error.InvalidNameException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Converts names of MLflow to names that the library allows; allowed names are not changed. */
final class AllowedNames {
  private static final int SHORT = 200;

  private AllowedNames() {}

  /** Converts a name without slashes. */
  static String name(String raw) {
    return isName(raw) ? raw : mended(raw.replace('/', '_'));
  }

  /** Converts the name of a metric, a parameter or a tag. */
  static String key(String raw) {
    try {
      return checkKey("name", raw);
    } catch (InvalidNameException e) {
      return path(raw);
    }
  }

  /** Converts a path. */
  static String path(String raw) {
    try {
      return checkPath("path", raw);
    } catch (InvalidNameException e) {
      StringBuilder path = new StringBuilder();
      for (String step : raw.split("/", -1)) {
        path.append(path.isEmpty() ? "" : "/").append(isName(step) ? step : mended(step));
      }
      return path.length() <= InvalidNameException.MAX_PATH
          ? path.toString()
          : path.substring(0, path.indexOf("/") + 1) + hash(raw); // a segment is short enough
    }
  }

  /**
   * Maps each name to a unique allowed name; names that are already allowed take precedence.
   *
   * @param allowed converts a name to an allowed one
   */
  static Map<String, String> distinct(Collection<String> raws, UnaryOperator<String> allowed) {
    Map<String, String> names = new HashMap<>();
    Map<String, String> others = new LinkedHashMap<>();
    for (String raw : raws) {
      String name = allowed.apply(raw);
      (name.equals(raw) ? names : others).put(raw, name);
    }
    Set<String> given = new HashSet<>(names.keySet());
    Map<String, Integer> next = new HashMap<>(); // avoids quadratic time
    others.forEach(
        (raw, name) -> {
          String free = name;
          int number = next.getOrDefault(name, 2);
          while (!given.add(free)) {
            free = numbered(name, number++);
          }
          next.put(name, number);
          names.put(raw, free);
        });
    return names;
  }

  /** Returns a name, or a similar one that is not taken. */
  static String free(String name, Set<String> given) {
    String free = name;
    for (int i = 2; given.contains(free); i++) {
      free = numbered(name, i);
    }
    return free;
  }

  private static String numbered(String name, int number) {
    String numbered = name + "-" + number;
    return key(numbered).equals(numbered) ? numbered : hash(numbered);
  }

  private static String mended(String raw) {
    String normal = Normalizer.normalize(raw, Normalizer.Form.NFC);
    StringBuilder name = new StringBuilder();
    normal
        .codePoints()
        .limit(SHORT)
        .forEach(
            c -> {
              String symbol = Character.toString(c);
              name.append(isPlain(c) || isName("x" + symbol + "x") ? symbol : "_");
            });
    if (!isName("x" + name)) { // The name ends with a blank or a dot.
      name.append('_');
    }
    String mended = isName(name.toString()) ? name.toString() : "_" + name;
    return isName(mended) ? mended : hash(raw);
  }

  /** Fast path for most characters: checking each would dominate the time of an import. */
  private static boolean isPlain(int c) {
    return c < 0x80 && Character.isLetterOrDigit(c);
  }

  private static String hash(String raw) {
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "name-" + HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK has no SHA-256", e);
    }
  }

  private static boolean isName(String name) {
    try {
      checkName("step", name);
      return true;
    } catch (InvalidNameException e) {
      return false;
    }
  }
}
