package io.lifecycle4j.data;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.SchemaDiff;
import java.util.List;
import java.util.Map;

/**
 * The differences between an older and a newer version.
 *
 * @param older the older version, {@code rides:1} for instance
 * @param newer the newer version
 * @param files the differences of files
 * @param schema the differences of columns
 * @param rows the differences of rows
 * @param statistics the distributions of the values of the columns that both versions have
 */
public record DatasetDiff(
    String older,
    String newer,
    FileChanges files,
    SchemaDiff schema,
    RowChanges rows,
    List<ColumnShift> statistics) {
  /** Checks the parts. */
  public DatasetDiff {
    required(older, "older version");
    required(newer, "newer version");
    required(files, "files");
    required(schema, "schema");
    required(rows, "rows");
    statistics = copy(statistics, "statistics");
  }

  /**
   * Differences of files.
   *
   * @param added names of files in the newer version only
   * @param removed names of files in the older version only
   * @param changed names of files with different bytes
   * @param same the number of files with the same bytes
   */
  public record FileChanges(
      List<String> added, List<String> removed, List<String> changed, int same) {
    /** Checks the parts. */
    public FileChanges {
      added = copy(added, "added files");
      removed = copy(removed, "removed files");
      changed = copy(changed, "changed files");
    }
  }

  /**
   * Differences of rows, in the columns that both versions have.
   *
   * @param key the columns that identify a row; empty if whole rows are compared, and then no row
   *     counts as changed
   * @param added number of rows in the newer version only
   * @param removed number of rows in the older version only
   * @param changed number of rows with different values
   * @param same number of rows that are the same
   * @param columns the number of rows in which a column changed, by column
   * @param examples some of the different rows
   */
  public record RowChanges(
      List<String> key,
      long added,
      long removed,
      long changed,
      long same,
      Map<String, Long> columns,
      List<Example> examples) {
    /** The most examples. */
    public static final int MAX_EXAMPLES = 20;

    /** Checks the parts. */
    public RowChanges {
      key = copy(key, "key");
      columns = copy(columns, "columns");
      examples = copy(examples, "examples");
      check(
          examples.size() <= MAX_EXAMPLES,
          "Invalid diff: %s examples (must be at most %s)",
          examples.size(),
          MAX_EXAMPLES);
    }
  }

  /**
   * A different row.
   *
   * @param change the kind of change
   * @param key its key cells, or all cells if there is no key, as text by column; cells of columns
   *     that are private in one of the versions are left out
   * @param cells the cells that changed, sorted by column
   */
  public record Example(Change change, Map<String, String> key, List<CellChange> cells) {
    /** Checks the parts. */
    public Example {
      required(change, "change");
      key = copy(key, "key");
      cells = copy(cells, "cells");
    }
  }

  /**
   * A cell that changed.
   *
   * @param column the column
   * @param older the older value, as text; empty if missing, {@value #PRIVATE} if the column is
   *     private in one of the versions
   * @param newer the newer value, likewise
   */
  public record CellChange(String column, String older, String newer) {
    /** Stands for a value that is not shown. */
    public static final String PRIVATE = "(private)";

    /** Checks the parts. */
    public CellChange {
      required(column, "column");
      required(older, "older cell");
      required(newer, "newer cell");
    }
  }

  /** The kind of change of a row. */
  public enum Change {
    /** It is in the newer version only. */
    ADDED,
    /** It is in the older version only. */
    REMOVED,
    /** Its values are different. */
    CHANGED
  }

  /**
   * The distributions of the values of a column in both versions.
   *
   * @param column the column, or a statistic of it such as {@code image.mean}
   * @param type the type of the column in the newer version; FLOAT64 for a statistic. Means and
   *     medians of a TIMESTAMP are milliseconds since 1970-01-01T00:00Z, its deviations
   *     milliseconds
   * @param older the values in the older version
   * @param newer the values in the newer version
   * @param psi the population stability index, from 0 for none: the sum of (q - p) ln(q / p) over
   *     tenths of the older numbers, or over categories, where p and q are the shares of both
   *     versions, at least 0.0001; NaN if a version has no values, and for private numbers
   * @param shift the Kolmogorov-Smirnov distance: the greatest difference between the cumulative
   *     distributions, 0 to 1; NaN for texts and private columns
   */
  public record ColumnShift(
      String column, DataType type, Values older, Values newer, double psi, double shift) {
    /** Checks the parts. */
    public ColumnShift {
      required(column, "column");
      required(type, "type of " + column);
      required(older, "older values");
      required(newer, "newer values");
    }
  }

  /**
   * Statistics of a column in one version.
   *
   * @param missing the share of rows without a value, 0 if there are no rows
   * @param mean the mean; NaN for texts
   * @param deviation the standard deviation; NaN for texts
   * @param median the median; NaN for texts, and if the column is private in one of the versions
   */
  public record Values(double missing, double mean, double deviation, double median) {}

  /**
   * Returns whether bytes, columns and rows are all the same.
   *
   * @return whether the versions have the same content
   */
  public boolean isEmpty() {
    return files.added().isEmpty()
        && files.removed().isEmpty()
        && files.changed().isEmpty()
        && schema.differences().isEmpty()
        && rows.added() + rows.removed() + rows.changed() == 0;
  }

  /**
   * Returns the differences as a readable report.
   *
   * @return Markdown; text from the data is escaped
   */
  public String markdown() {
    return Sources.files().markdown(this);
  }
}
