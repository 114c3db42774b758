package io.lifecycle4j.profile;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import java.util.List;
import java.util.Optional;

/**
 * Summary of rows, a column at a time.
 *
 * <p>Of texts it keeps the most frequent, and so many in all columns that they have at most {@value
 * #MAX_CHARACTERS} characters, each {@value #CATEGORY_CHARACTERS} more than its own. Beyond, the
 * columns with most of them keep as much each; what is left out counts as {@value
 * ColumnProfile#OTHER}.
 *
 * @param rows number of rows
 * @param columns one summary for each column
 */
public record Profile(long rows, List<ColumnProfile> columns) {
  /** How many characters the texts of all columns have at most. */
  public static final int MAX_CHARACTERS = 1 << 21;

  /** How many characters a text counts beside its own, for its number of rows. */
  public static final int CATEGORY_CHARACTERS = 16;

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
