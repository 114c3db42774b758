package io.lifecycle4j.profile;

import static io.lifecycle4j.error.InvalidValueException.check;
import static io.lifecycle4j.error.InvalidValueException.copy;
import static io.lifecycle4j.error.InvalidValueException.required;

import java.util.List;
import java.util.Optional;

/**
 * Summary of rows, a column at a time.
 *
 * @param rows number of rows
 * @param columns one summary for each column
 */
public record Profile(long rows, List<ColumnProfile> columns) {
  /** Checks the parts. */
  public Profile {
    columns = copy(columns, "columns");
    check(rows >= 0, "Invalid profile: %s rows (must not be negative)", rows);
  }

  /**
   * Finds the summary of a column.
   *
   * @param name the name of the column or statistic
   * @return the summary, or empty when there is none
   */
  public Optional<ColumnProfile> find(String name) {
    required(name, "column name");
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }
}
