package io.lifecycle4j.error;

import java.text.Normalizer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the caller passes a name that is not allowed.
 *
 * <p>The operation did not happen. The message states which names are allowed; pass another name.
 */
public final class InvalidNameException extends LifecycleException {
  /** The longest name, in characters. */
  public static final int MAX_NAME = 250;

  /** The longest path, in characters. */
  public static final int MAX_PATH = 1_000;

  private static final long serialVersionUID = 1L;

  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:");

  /**
   * Letters, marks and symbols that are rendered as blank, although Unicode classifies them as
   * visible. The last is a musical note head that is empty.
   */
  private static final String BLANK =
      "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0\uFFFC\uD834\uDD59";

  private static final String HIDDEN = "must not hold slashes, control or invisible characters";

  private static final String HIDDEN_IN_PATH =
      "must not hold backslashes, control or invisible characters";

  /** Slashes and backslashes, including the full-width forms. */
  private static final String SLASHES = "/\\\uFF0F\uFF3C";

  /**
   * Creates an exception.
   *
   * @param message states the problem, the value and what was expected
   */
  public InvalidNameException(String message) {
    super("INVALID_NAME", Kind.INVALID, message, null);
  }

  /**
   * Checks a name that a user chose, and returns it.
   *
   * <p>A name has 1 to {@value #MAX_NAME} characters in Unicode normal form C, none of them a
   * slash, a backslash, a control or an invisible character. It neither begins nor ends with a
   * blank or a dot, and does not begin with a letter and a colon, which Windows interprets as a
   * drive.
   *
   * @param what the kind of thing that is named, such as {@code model}
   * @param name the name
   * @return the name
   * @throws InvalidNameException if the name is not allowed
   */
  public static String checkName(String what, @Nullable String name) {
    return checked(what, name, problem(name));
  }

  private static String checked(String what, @Nullable String name, @Nullable String problem) {
    if (problem != null) {
      String shown =
          name == null ? "null" : "'" + name.substring(0, Math.min(name.length(), 60)) + "'";
      throw new InvalidNameException("Invalid " + what + " name: " + shown + " (" + problem + ")");
    }
    return Preconditions.required(name, what, "name");
  }

  /**
   * Checks the path of a file within a folder, and returns it.
   *
   * <p>A path is one or more names with slashes between them, at most {@value #MAX_PATH}
   * characters. Because no name begins with a dot, a path cannot leave its folder.
   *
   * @param what the kind of thing that is named, such as {@code file}
   * @param path the path
   * @return the path
   * @throws InvalidNameException if the path is not allowed
   */
  public static String checkPath(String what, @Nullable String path) {
    return checked(what, path, problemOfPath(path, InvalidNameException::problem));
  }

  /**
   * Checks the name of a metric, parameter or tag of a run, and returns it.
   *
   * <p>It is a path, but never used as the path of a file, so its names may begin with a letter and
   * a colon.
   *
   * @param what the kind of thing that is named, such as {@code metric}
   * @param key the name
   * @return the name
   * @throws InvalidNameException if the name is not allowed
   */
  public static String checkKey(String what, @Nullable String key) {
    return checked(what, key, problemOfPath(key, InvalidNameException::problemOfKey));
  }

  /**
   * Checks the name of a metric of a task, and returns it: a name, after which a class or a column
   * may stand in brackets, such as {@code average_precision[n/a]}. What stands in brackets is data,
   * and may be any text.
   *
   * @param name the name
   * @return the name
   * @throws InvalidNameException if the name before the brackets is not allowed
   */
  public static String checkMetric(@Nullable String name) {
    checkName("metric", beforeBrackets(name));
    return Preconditions.required(name, "metric", "name");
  }

  /**
   * Checks the name of a metric of a task or of a run, and returns it: as {@link #checkMetric}, but
   * slashes are allowed before the brackets, too.
   *
   * @param key the name
   * @return the name
   * @throws InvalidNameException if the name before the brackets is not allowed
   */
  public static String checkMetricKey(@Nullable String key) {
    checkKey("metric", beforeBrackets(key));
    return Preconditions.required(key, "metric", "name");
  }

  private static @Nullable String beforeBrackets(@Nullable String name) {
    int bracket = name == null || !name.endsWith("]") ? -1 : name.indexOf('[');
    return name == null || bracket < 0 ? name : name.substring(0, bracket);
  }

  private static @Nullable String problemOfPath(
      @Nullable String path, Function<@Nullable String, @Nullable String> problemOfName) {
    String problem = null;
    if (path == null || path.indexOf('/') < 0) {
      problem = problemOfName.apply(path);
    } else {
      problem =
          path.length() > MAX_PATH
              ? "must have at most " + MAX_PATH + " characters, has " + path.length()
              : problemOfSlashes(path);
      for (String name : path.split("/", -1)) {
        problem = problem == null ? problemOfName.apply(name) : problem;
      }
    }
    return HIDDEN.equals(problem) ? HIDDEN_IN_PATH : problem;
  }

  private static @Nullable String problemOfSlashes(String path) {
    if (path.startsWith("/")) {
      return "must not begin with a slash";
    }
    if (path.endsWith("/")) {
      return "must not end with a slash";
    }
    return ("/" + path + "/").contains("/../") ? "must stay below its folder: no '..'" : null;
  }

  private static @Nullable String problem(@Nullable String name) {
    String problem = problemOfKey(name);
    return problem == null && drive(name) ? "must not begin with a letter and a colon" : problem;
  }

  private static boolean drive(@Nullable String name) {
    return name != null && name.indexOf(':') == 1 && DRIVE.matcher(name).lookingAt();
  }

  private static @Nullable String problemOfKey(@Nullable String name) {
    if (name == null || name.isBlank()) {
      return "must not be empty";
    }
    if (name.length() > MAX_NAME) {
      return "must have at most " + MAX_NAME + " characters, has " + name.length();
    }
    return problemOfCharacters(name);
  }

  private static @Nullable String problemOfCharacters(String name) {
    boolean plain = plain(name);
    if (!plain && !name.codePoints().allMatch(InvalidNameException::visible)) {
      return HIDDEN;
    }
    if (edge(name.codePointAt(0)) || edge(name.codePointBefore(name.length()))) {
      return "must not begin or end with a blank or a dot";
    }
    return plain || Normalizer.isNormalized(name, Normalizer.Form.NFC)
        ? null
        : "must be in Unicode normal form C";
  }

  /** Fast path for most names of files: all characters are visible ASCII. */
  private static boolean plain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c > '~' || c == '/' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private static boolean visible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> SLASHES.indexOf(c) < 0 && BLANK.indexOf(c) < 0;
    };
  }

  private static boolean edge(int c) {
    return c == '.' || c == 0xFF0E || Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
