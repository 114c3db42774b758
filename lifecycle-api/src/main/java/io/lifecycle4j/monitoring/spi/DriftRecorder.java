package io.lifecycle4j.monitoring.spi;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import org.jspecify.annotations.Nullable;

/**
 * Records the values of one window in bounded memory.
 *
 * <p>Thread-safe and lock-free.
 */
public interface DriftRecorder {
  /**
   * Records a number.
   *
   * @param column the index of the column in the reference, from 0
   * @param value the number; NaN and infinities count as missing
   */
  void record(int column, double value);

  /**
   * Records a text.
   *
   * @param column the index of the column in the reference, from 0
   * @param value the text; empty counts as missing
   */
  void record(int column, String value);

  /**
   * Records a whole row, which can be cheaper than value by value.
   *
   * @param numbers a number for each column, in the order of the reference; ignored if the column
   *     is a text
   * @param texts a text for each column, null if the column is a number
   */
  default void record(double[] numbers, @Nullable String[] texts) {
    check(
        required(numbers, "numbers").length == required(texts, "texts").length,
        "Invalid row: %s numbers and %s texts (must be as many)",
        numbers.length,
        texts.length);
    for (int i = 0; i < numbers.length; i++) {
      String text = texts[i];
      if (text == null) {
        record(i, numbers[i]);
      } else {
        record(i, text);
      }
    }
  }

  /**
   * Summarises the recorded values. Values that are recorded concurrently may be counted in some
   * columns and not in others.
   *
   * @return the summary, which no later value changes
   */
  DriftSummary snapshot();

  /**
   * Creates a recorder of the next window, of the same reference. It may share what both derive
   * from the reference.
   *
   * @return an empty recorder
   */
  DriftRecorder another();
}
