package io.lifecycle4j.core.validation;

import io.lifecycle4j.schema.Row;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** The context of the checked rows: earlier versions, other data sets, the time. */
public interface History {
  /** Returns the time that freshness is measured against. */
  Instant now();

  /** Returns the row counts of the last {@code versions} versions, or of fewer if fewer exist. */
  List<Long> rowCounts(int versions);

  /**
   * Passes each row of the newest version of another data set to the action; returns false if there
   * is no version.
   */
  boolean read(String dataset, Consumer<? super Row> action);
}
