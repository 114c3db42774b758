package io.lifecycle4j.tracking;

import java.util.List;
import java.util.Map;

/**
 * What differs between runs, and how their metrics went.
 *
 * <p>Tables have a column for each run, named as {@link RunTable#names} does, and rows that are
 * sorted. Thread-safe. What runs are is as it was when they were compared; curves are read when
 * they are asked for.
 */
public interface RunComparison {
  /** The most runs that are compared: as many as a picture can tell apart. */
  int MAX_RUNS = 28;

  /**
   * Returns the runs.
   *
   * @return the runs, in the order that was asked for
   */
  List<RunRecord> runs();

  /**
   * Returns the data by what it was used for, and by the metric that was measured on it.
   *
   * @return a row for each role and metric in which the runs differ; none unless runs are compared
   *     across data
   */
  RunTable data();

  /**
   * Returns the parameters.
   *
   * @return a row for each that differs, or that some runs do not have
   */
  RunTable params();

  /**
   * Returns the tags.
   *
   * @return a row for each that differs, or that some runs do not have
   */
  RunTable tags();

  /**
   * Returns the facts of the environment.
   *
   * @return a row for each in which the runs differ whose environment is known, but for the id and
   *     the start of their processes, which always differ
   */
  RunTable environment();

  /**
   * Returns the metrics.
   *
   * @return for each metric the rows {@code NAME last}, {@code NAME min}, {@code NAME max} and
   *     {@code NAME count}, numbers rounded to 6 digits
   */
  RunTable metrics();

  /**
   * Thins the points of a metric of all runs for a plot: in each of 200 intervals of steps, the
   * same for all runs, it keeps the first, the last, the least and the greatest point, and a NaN.
   *
   * @param metric the metric
   * @return points in the order of their steps, by the name of the run; empty for a run without
   */
  Map<String, MetricHistory> curves(String metric);

  /**
   * Draws the curves of a metric.
   *
   * @param metric the metric
   * @return an SVG document that needs nothing else; a curve is interrupted where a value is no
   *     finite number
   */
  String svg(String metric);

  /**
   * Writes the comparison for people to read, without the curves and metrics of the system.
   *
   * @return Markdown; what came from outside is escaped
   */
  String markdown();
}
