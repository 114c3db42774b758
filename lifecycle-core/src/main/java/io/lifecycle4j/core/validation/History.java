package io.lifecycle4j.core.validation;

import io.lifecycle4j.schema.Row;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** What lies around the rows that are checked: earlier versions, other data sets, the time. */
public interface History {
  /**
   * Tells the time that freshness is measured by.
   *
   * @return the time
   */
  Instant now();

  /**
   * Returns how many rows the versions before have.
   *
   * @param versions how many versions are asked for
   * @return the last of them, or fewer when there are not so many
   */
  List<Long> rowCounts(int versions);

  /**
   * Reads the newest version of another data set.
   *
   * @param dataset the other data set
   * @param action takes each row
   * @return false if there is no version
   */
  boolean read(String dataset, Consumer<? super Row> action);
}
