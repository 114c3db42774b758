package io.lifecycle4j.data;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.SchemaDiff;
import java.util.List;
import java.util.Map;

/**
 * What is different between an older and a newer version.
 *
 * @param older the older version, {@code rides:1} for instance
 * @param newer the newer version
 * @param files which files are different
 * @param schema which columns are different
 * @param rows which rows are different
 * @param statistics how the values of the columns in both are distributed
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
   * Files that are different.
   *
   * @param added names of files in the newer version only
   * @param removed names of files in the older version only
   * @param changed names of files with other bytes
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
   * Rows that are different, in the columns that both versions have.
   *
   * @param key the columns that tell which row is which; empty when whole rows are compared, and
   *     then no row is changed
   * @param added number of rows in the newer version only
   * @param removed number of rows in the older version only
   * @param changed number of rows with other values
   * @param same number of rows that are the same
   * @param columns by column, the number of rows in which it changed
   * @param examples some of the rows that are different
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
   * A row that is different.
   *
   * @param change what happened to it
   * @param key its cells of the key, or all cells when there is none, as text by column; cells of
   *     columns that are private in one of the versions are left out
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
   * @param older what it held, as text; empty if it was missing, {@value #PRIVATE} if the column is
   *     private in one of the versions
   * @param newer what it holds now
   */
  public record CellChange(String column, String older, String newer) {
    /** Stands for what is not shown. */
    public static final String PRIVATE = "(private)";

    /** Checks the parts. */
    public CellChange {
      required(column, "column");
      required(older, "older cell");
      required(newer, "newer cell");
    }
  }

  /** What happened to a row. */
  public enum Change {
    /** It is in the newer version only. */
    ADDED,
    /** It is in the older version only. */
    REMOVED,
    /** It has other values. */
    CHANGED
  }

  /**
   * How the values of a column are distributed in both versions.
   *
   * @param column the column, or a statistic of it such as {@code image.mean}
   * @param type the type of the column in the newer version; FLOAT64 for a statistic. Means and
   *     medians of a TIMESTAMP are milliseconds since 1970-01-01T00:00Z, its deviations
   *     milliseconds
   * @param older what the older version has
   * @param newer what the newer version has
   * @param psi the population stability index, from 0 for none: the sum of (q - p) ln(q / p) over
   *     tenths of the older numbers, or over categories, where p and q are the shares of both
   *     versions, at least 0.0001; NaN when one has no values, and for private numbers
   * @param shift the greatest distance between shares of numbers up to any value, between 0 and 1
   *     (Kolmogorov-Smirnov); NaN for texts and private columns
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
   * The values of a column in one version.
   *
   * @param missing the share of rows without a value, 0 when there are no rows
   * @param mean the mean; NaN for texts
   * @param deviation the standard deviation; NaN for texts
   * @param median the median; NaN for texts, and if the column is private in one of the versions
   */
  public record Values(double missing, double mean, double deviation, double median) {}

  /**
   * Returns whether nothing is different: bytes, columns and rows.
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
   * Writes the differences for people.
   *
   * @return Markdown; what came from data is escaped
   */
  public String markdown() {
    return DiffMarkdown.of(this);
  }
}
