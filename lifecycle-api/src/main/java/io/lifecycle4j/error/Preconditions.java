package io.lifecycle4j.error;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What callers get wrong, told with an {@link InvalidValueException}.
 *
 * <p>Why not methods of the exception: HotSpot inlines no method of a {@link Throwable}, and these
 * are on the way of every append and every row.
 */
public final class Preconditions {
  /** Beyond this, doubles leave out whole numbers; they are written with a power of ten. */
  private static final double MAX_WHOLE = 0x1p53;

  private Preconditions() {}

  /**
   * Throws unless a condition holds.
   *
   * @param condition what must hold
   * @param message the message, a format of {@link String#format}; the same in every locale
   * @param values the values in the message
   * @throws InvalidValueException if the condition does not hold
   */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
  public static void check(boolean condition, String message, @Nullable Object... values) {
    if (!condition) {
      boolean precise = message.contains("%."); // it says itself how its numbers look
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
   * Writes a number, as texts for people and messages do: a whole one without a fraction.
   *
   * @param value the number
   * @return such as {@code 10}, {@code 2.5} or {@code 1.0E-9}; a text that gives it back
   */
  public static String number(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) <= MAX_WHOLE;
    boolean negativeZero = value == 0 && 1 / value < 0;
    return whole && !negativeZero ? Long.toString((long) value) : Double.toString(value);
  }

  /**
   * Counts things in words, as messages do.
   *
   * @param count how many
   * @param thing the name of one, with a plural in s
   * @return {@code 1 row} or {@code 2 rows}
   */
  public static String counted(long count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }

  /**
   * Returns a value that must not be null.
   *
   * @param <T> the type of the value
   * @param value the value
   * @param what what it is, in words
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
   * Returns a value that must not be null. The words are put together only if it is: for what there
   * is much of.
   *
   * @param <T> the type of the value
   * @param value the value
   * @param what what it is, in words
   * @param name the name of what it belongs to
   * @return the value
   * @throws InvalidValueException if the value is null
   */
  public static <T> T required(@Nullable T value, String what, String name) {
    return value == null ? required(value, what + " " + name) : value;
  }

  /**
   * Throws if a part of a builder was set before.
   *
   * @param before what it was set to; null if it was not
   * @param whole what is built, in words, such as {@code prediction}
   * @param part the part, in words
   * @throws InvalidValueException if it was
   */
  public static void checkUnset(@Nullable Object before, String whole, String part) {
    checkUnset(before != null, whole, part);
  }

  /**
   * Throws if a part of a builder was set before.
   *
   * @param before whether it was
   * @param whole what is built, in words, such as {@code prediction}
   * @param part the part, in words
   * @throws InvalidValueException if it was
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
   * @param what what it holds, in words
   * @return the copy, in the same order
   * @throws InvalidValueException if the list or an element is null
   */
  public static <T> List<T> copy(@Nullable List<? extends T> list, String what) {
    List<? extends T> given = required(list, what);
    try {
      return List.copyOf(given); // costs nothing if it is immutable, as going through it would
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
   * @param what what it holds, in words
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
