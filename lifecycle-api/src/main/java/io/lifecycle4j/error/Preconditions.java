package io.lifecycle4j.error;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks of arguments, which throw {@link InvalidValueException}.
 *
 * <p>They are not methods of the exception because HotSpot inlines no method of a {@link
 * Throwable}, and every append and every row passes through them.
 */
public final class Preconditions {
  /** Above this, doubles cannot represent all whole numbers; they are written with an exponent. */
  private static final double MAX_WHOLE = 0x1p53;

  private static final long SECONDS_PER_MINUTE = 60;
  private static final long SECONDS_PER_HOUR = 3_600;
  private static final long SECONDS_PER_DAY = 86_400;

  /** Units of bytes, each a thousand times the one before. */
  private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB");

  /** Cached, because searching the class path takes milliseconds. */
  private static final Map<Class<?>, Object> SERVICES = new ConcurrentHashMap<>();

  /** Letters and symbols without a shape: fillers of Hangul, and Braille without dots. */
  private static final Set<Integer> INVISIBLE = Set.of(0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800);

  private Preconditions() {}

  /**
   * Throws unless a condition holds.
   *
   * @param condition the condition
   * @param message the message, a format of {@link String#format}; the same in every locale
   * @param values the values in the message
   * @throws InvalidValueException if the condition does not hold
   */
  @SuppressWarnings("AnnotateFormatMethod") // The annotation would be a dependency.
  public static void check(boolean condition, String message, @Nullable Object... values) {
    if (!condition) {
      boolean precise = message.contains("%."); // The format determines how numbers are written.
      Object[] shown = precise ? values : Arrays.stream(values).map(Preconditions::shown).toArray();
      throw new InvalidValueException(String.format(Locale.ROOT, message, shown));
    }
  }

  private static @Nullable Object shown(@Nullable Object value) {
    if (value instanceof Double || value instanceof Float) {
      return number(((Number) value).doubleValue());
    }
    return value instanceof List<?> list && list.stream().allMatch(one -> one instanceof Double)
        ? list.stream().map(Preconditions::shown).toList()
        : value;
  }

  /**
   * Throws unless a period has a begin, and an end that is not before it.
   *
   * @param from the begin
   * @param to the end
   * @throws InvalidValueException if one is missing, or they are not in this order
   */
  public static void checkPeriod(@Nullable Instant from, @Nullable Instant to) {
    check(
        !required(to, "end of a period").isBefore(required(from, "start of a period")),
        "Invalid period: from %s to %s (must not end before it begins)",
        from,
        to);
  }

  /**
   * Returns a number as text for messages: a whole number without a fraction.
   *
   * @param value the number
   * @return the text, such as {@code 10}, {@code 2.5} or {@code 1.0E-9}, which parses to the same
   *     number
   */
  public static String number(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) <= MAX_WHOLE;
    boolean negativeZero = value == 0 && 1 / value < 0;
    return whole && !negativeZero ? Long.toString((long) value) : Double.toString(value);
  }

  /**
   * Returns a count with a noun, for messages.
   *
   * @param count the count
   * @param thing the noun in the singular, whose plural ends in s
   * @return {@code 1 row} or {@code 2 rows}
   */
  public static String counted(long count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }

  /**
   * Returns whether nobody could see anything of a text: it has only blanks, and characters that
   * take no room of their own.
   *
   * @param text the text
   * @return true if it is empty, blank or invisible
   */
  public static boolean isInvisible(String text) {
    return text.codePoints().allMatch(Preconditions::isInvisible);
  }

  private static boolean isInvisible(int character) {
    return Character.isWhitespace(character)
        || INVISIBLE.contains(character)
        || switch (Character.getType(character)) {
          case Character.SPACE_SEPARATOR,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.CONTROL,
              Character.FORMAT,
              Character.NON_SPACING_MARK,
              Character.ENCLOSING_MARK,
              Character.UNASSIGNED ->
              true;
          default -> false;
        };
  }

  /**
   * Returns a time as text for people, exactly.
   *
   * @param time the time
   * @return the text, such as {@code 3 days}, {@code 90 minutes} or {@code 0.5 ms}
   */
  public static String words(Duration time) {
    long seconds = required(time, "time").toSeconds();
    if (time.isZero() || time.toNanosPart() != 0) {
      BigDecimal millis =
          BigDecimal.valueOf(seconds, -3).add(BigDecimal.valueOf(time.toNanosPart(), 6));
      return plain(millis) + " ms";
    }
    if (seconds % SECONDS_PER_DAY == 0) {
      return counted(seconds / SECONDS_PER_DAY, "day");
    }
    if (seconds % SECONDS_PER_HOUR == 0) {
      return counted(seconds / SECONDS_PER_HOUR, "hour");
    }
    return seconds % SECONDS_PER_MINUTE == 0
        ? counted(seconds / SECONDS_PER_MINUTE, "minute")
        : counted(seconds, "second");
  }

  /**
   * Returns a number of bytes as text for people, exactly.
   *
   * @param bytes the number
   * @return the text, such as {@code 512 bytes}, {@code 500 MB} or {@code 1.234 GB}
   */
  public static String sized(long bytes) {
    int unit = Math.min(UNITS.size(), (Long.toString(Math.abs(bytes)).length() - 1) / 3);
    return unit == 0
        ? counted(bytes, "byte")
        : plain(BigDecimal.valueOf(bytes, 3 * unit)) + " " + UNITS.get(unit - 1);
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /**
   * Returns a value that must not be null.
   *
   * @param <T> the type of the value
   * @param value the value
   * @param what a description of the value
   * @return the value
   * @throws InvalidValueException if the value is null
   */
  public static <T> T required(@Nullable T value, String what) {
    if (value == null) {
      throw new InvalidValueException("Missing " + what + ": null (must be given)");
    }
    return value;
  }

  /**
   * Returns a value that must not be null. The message is built only if it is null, for frequent
   * calls.
   *
   * @param <T> the type of the value
   * @param value the value
   * @param what a description of the value
   * @param name the name of the object that it belongs to
   * @return the value
   * @throws InvalidValueException if the value is null
   */
  public static <T> T required(@Nullable T value, String what, String name) {
    return value == null ? required(value, what + " " + name) : value;
  }

  /**
   * Returns a service that implements methods of the api outside its module.
   *
   * @param <S> the type of the service
   * @param service the type of the service, an interface for {@link ServiceLoader}
   * @param action a description of what it is needed for, such as {@code read a condition}
   * @return the service, the same for each call
   * @throws NotFoundException if {@code lifecycle-core} is not on the class path
   */
  public static <S> S service(Class<S> service, String action) {
    Object known = SERVICES.get(service);
    return service.cast(known == null ? loaded(service, action) : known);
  }

  /**
   * Asks the loader of the api, which core is usually beside. Where the api is shared between
   * applications, only the context class loader knows the core of this one, which is not retained.
   */
  private static Object loaded(Class<?> service, String action) {
    Object beside =
        ServiceLoader.load(service, Preconditions.class.getClassLoader()).findFirst().orElse(null);
    if (beside != null) {
      SERVICES.put(service, beside);
      return beside;
    }
    return ServiceLoader.load(service)
        .findFirst()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "Cannot "
                        + action
                        + ": no provider (add io.lifecycle4j:lifecycle-core to the class path)"));
  }

  /**
   * Throws if a part of a builder is already set.
   *
   * @param before the value of the part; null if it is not set
   * @param whole a description of what is built, such as {@code prediction}
   * @param part a description of the part
   * @throws InvalidValueException if it is set
   */
  public static void checkUnset(@Nullable Object before, String whole, String part) {
    checkUnset(before != null, whole, part);
  }

  /**
   * Throws if a part of a builder is already set.
   *
   * @param before whether it is set
   * @param whole a description of what is built, such as {@code prediction}
   * @param part a description of the part
   * @throws InvalidValueException if it is set
   */
  public static void checkUnset(boolean before, String whole, String part) {
    if (before) {
      throw new InvalidValueException("Invalid " + whole + ": " + part + " set twice");
    }
  }

  /**
   * Returns an immutable copy of a list without nulls.
   *
   * @param <T> the type of an element
   * @param list the list
   * @param what a description of the elements
   * @return the copy, in the same order
   * @throws InvalidValueException if the list or an element is null
   */
  public static <T> List<T> copy(@Nullable List<? extends T> list, String what) {
    List<? extends T> given = required(list, what);
    try {
      return List.copyOf(given); // Free if the list is immutable, unlike a loop over its elements.
    } catch (NullPointerException e) {
      refuseNulls(given, what);
      throw e;
    }
  }

  private static void refuseNulls(List<?> list, String what) {
    int place = 0;
    for (Object element : list) {
      if (element == null) {
        throw new InvalidValueException(
            "Invalid " + what + ": element " + place + " is null (must be given)");
      }
      place++;
    }
  }

  /**
   * Returns an immutable copy of a map without nulls, sorted by key.
   *
   * @param <V> the type of a value
   * @param map the map
   * @param what a description of the elements
   * @return the copy
   * @throws InvalidValueException if the map, a key or a value is null
   */
  public static <V> Map<String, V> copy(@Nullable Map<String, ? extends V> map, String what) {
    required(map, what)
        .forEach(
            (key, value) ->
                check(
                    key != null && value != null,
                    "Invalid %s: %s is %s (keys and values must be given)",
                    what,
                    key,
                    value));
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
