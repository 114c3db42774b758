package io.lifecycle4j.registry;

import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.tracking.RunTable;
import java.util.List;

/**
 * Two model versions side by side, by what the home has on record. Nothing is evaluated for it, so
 * that no holdout is looked at.
 *
 * <p>Each table has a column for each version, named by its label, such as {@code fraud:7}. Except
 * for {@link #metrics()}, a table has only rows that differ. Immutable.
 */
public interface ModelComparison {
  /**
   * Returns the versions.
   *
   * @return the two versions, in the order in which they were asked for
   */
  List<ModelVersion> versions();

  /**
   * Returns the metrics of the newest evaluations of both on the same rows or, if there are none,
   * of the newest one of each.
   *
   * @return a row for each metric, with its 95 % interval if there is one, and the first row {@code
   *     measured on}; empty if neither version was evaluated
   */
  RunTable metrics();

  /**
   * Returns whether the metrics were measured on the same rows.
   *
   * @return false if one version was not evaluated, or both were on different rows: then the
   *     difference of two metrics says little
   */
  boolean onSameRows();

  /**
   * Returns the data that differ: the version of the dataset, and how it was split.
   *
   * @return the table
   */
  RunTable data();

  /**
   * Returns the fitted steps of the preprocessing that differ.
   *
   * @return a row for each column of the data
   */
  RunTable steps();

  /**
   * Returns what differs of the networks and of what they predict: task, format, architecture,
   * inputs and outputs, and weights.
   *
   * @return the table
   */
  RunTable network();

  /**
   * Returns the parameters of the runs that differ, or what is known of a version that was trained
   * elsewhere.
   *
   * @return the table
   */
  RunTable params();

  /**
   * Returns what the gates said last of each version, where it differs.
   *
   * @return a row for each gate
   */
  RunTable gates();

  /**
   * Returns the policies under which aliases were moved to the versions last, where they differ.
   *
   * @return a row for each alias
   */
  RunTable policies();

  /**
   * Returns the engines and libraries that differ.
   *
   * @return the table
   */
  RunTable libraries();

  /**
   * Returns the comparison as readable text, such as for a pull request.
   *
   * @return Markdown: a section for each table that has rows; text from outside is escaped, long
   *     values are truncated
   */
  String markdown();
}
