package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Row;

/** What the training rows say of one column. Not thread-safe. */
interface Learned {
  void add(Row row);

  /**
   * Fits the next step of the column; its steps are fitted in order, each on what the last left.
   */
  FittedStep fit(Step step);
}
