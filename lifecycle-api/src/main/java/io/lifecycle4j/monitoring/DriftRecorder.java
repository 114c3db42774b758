package io.lifecycle4j.monitoring;

import io.lifecycle4j.profile.Profile;

/**
 * Records the values of one window in bounded memory.
 *
 * <p>Thread-safe and without locks.
 */
public interface DriftRecorder {
  /**
   * Records a number.
   *
   * @param column the place of its column in the reference, from 0
   * @param value the number; NaN and infinities count as missing
   */
  void record(int column, double value);

  /**
   * Records a text.
   *
   * @param column the place of its column in the reference, from 0
   * @param value the text; empty counts as missing
   */
  void record(int column, String value);

  /**
   * Summarises what was recorded. Values recorded meanwhile may be counted in some columns and not
   * in others.
   *
   * @return one summary for each column, in the order of the reference
   */
  Profile snapshot();
}
