package io.lifecycle4j.core.model.network;

import static io.lifecycle4j.error.Preconditions.check;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A number that a kind of layers has.
 *
 * @param name its name in a text
 * @param words its name in messages
 * @param whole whether it is a whole number
 * @param least the least value
 * @param below what it must be below; infinite if nothing
 * @param otherwise the value of a layer that does not name it; null if each layer must
 */
record Setting(
    String name,
    String words,
    boolean whole,
    double least,
    double below,
    @Nullable Double otherwise) {
  /** Returns a whole number of at least 1, which each layer must name. */
  static Setting positive(String name) {
    return positive(name, name);
  }

  static Setting positive(String name, String words) {
    return new Setting(name, words, true, 1, Double.POSITIVE_INFINITY, null);
  }

  /** Returns a whole number with a default. */
  static Setting whole(String name, int least, int otherwise) {
    return new Setting(name, name, true, least, Double.POSITIVE_INFINITY, (double) otherwise);
  }

  /** Returns a number of at least 0 and below another one. */
  static Setting share(String name, String words, double below, @Nullable Double otherwise) {
    return new Setting(name, words, false, 0, below, otherwise);
  }

  void checkValue(double value) {
    if (whole && least == 1) {
      check(value > 0, "Invalid %s: %s (must be positive)", words, shown(value));
    } else {
      check(
          value >= least && value < below,
          "Invalid %s: %s (must be at least %s%s)",
          words,
          value,
          least,
          below == Double.POSITIVE_INFINITY ? "" : ", below " + new BigDecimal(below));
    }
  }

  /** Returns the text of a value. */
  String shown(double value) {
    return whole ? Long.toString((long) value) : Double.toString(value);
  }
}
