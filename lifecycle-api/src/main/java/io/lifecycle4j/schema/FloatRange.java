package io.lifecycle4j.schema;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.InvalidValueException;
import org.jspecify.annotations.Nullable;

/** Checks a range of an array that a caller passed. */
final class FloatRange {
  private FloatRange() {}

  /** Boxes nothing unless it fails, because every request calls it. */
  static void check(String what, float @Nullable [] array, int offset, int count) {
    int length = required(array, what).length;
    if (offset < 0 || count > length - offset) {
      throw new InvalidValueException(
          String.format(
              "Invalid %s: %s numbers, offset %s (needs %s from the offset on)",
              what, length, offset, count));
    }
  }
}
