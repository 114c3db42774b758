package io.lifecycle4j.profile;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.profile.spi.ProfileWriter;
import java.util.List;
import java.util.Optional;

/**
 * A statistical profile of rows, by column.
 *
 * <p>It contains the most frequent texts. The texts of all columns together have at most {@value
 * #MAX_CHARACTERS} characters, where each text counts {@value #CATEGORY_CHARACTERS} more than its
 * length. Beyond that, the columns with the most characters are reduced to an equal share; texts
 * that are left out count as {@value ColumnProfile#OTHER}.
 *
 * @param rows number of rows
 * @param columns one profile for each column
 */
public record Profile(long rows, List<ColumnProfile> columns) {
  /** The most characters of the texts of all columns. */
  public static final int MAX_CHARACTERS = 1 << 21;

  /** How many characters a text counts in addition to its length, for its number of rows. */
  public static final int CATEGORY_CHARACTERS = 16;

  /** Checks the parts. */
  public Profile {
    columns = copy(columns, "columns");
    check(rows >= 0, "Invalid profile: %s rows (must not be negative)", rows);
  }

  /**
   * Finds the profile of a column.
   *
   * @param name the name of the column or statistic
   * @return the profile, or empty if there is none
   */
  public Optional<ColumnProfile> find(String name) {
    required(name, "column name");
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /**
   * Returns the profile as a table: missing cells, distinct values, range, mean, deviation and a
   * sketch of the distribution or the most frequent texts of each column.
   *
   * @return Markdown; text from the data is escaped
   */
  public String markdown() {
    return Preconditions.service(ProfileWriter.class, "write a profile").markdown(this);
  }
}
