package io.lifecycle4j.tracking;

import static io.lifecycle4j.error.Preconditions.check;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts parameter values to text so that the same value has the same text in every process. */
final class ParamText {
  /** The deepest nesting, which rejects collections that contain themselves. */
  private static final int DEEPEST = 32;

  private ParamText() {}

  static String of(String what, Object value) {
    return of(what, value, 0);
  }

  private static String of(String what, @Nullable Object value, int depth) {
    check(depth <= DEEPEST, "Invalid %s: it nests more than %s deep", what, DEEPEST);
    if (value == null) {
      return "null"; // As in List.toString().
    }
    if (value.getClass().isArray()) {
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        texts.add(of(what, Array.get(value, i), depth + 1));
      }
      return texts.toString();
    }
    Class<?> shownBy = shownBy(value);
    if (value instanceof Collection<?> collection && shownBy.getName().startsWith("java.")) {
      List<String> texts = new ArrayList<>();
      collection.forEach(element -> texts.add(of(what, element, depth + 1)));
      return texts.toString();
    }
    check(
        shownBy != Object.class,
        "Invalid %s: an object of %s (must have a text of its own)",
        what,
        value.getClass().getName());
    return String.valueOf(value);
  }

  /**
   * Returns the class that declares the {@code toString} of a value. That of Object contains an
   * identity hash, which differs between processes.
   */
  private static Class<?> shownBy(Object value) {
    try {
      return value.getClass().getMethod("toString").getDeclaringClass();
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e); // Every object has toString.
    }
  }
}
