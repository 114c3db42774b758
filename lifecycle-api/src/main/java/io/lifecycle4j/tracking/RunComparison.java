package io.lifecycle4j.tracking;

import java.util.List;
import java.util.Map;

/**
 * The differences between runs, and their metrics.
 *
 * <p>Tables have a column for each run, named by {@link RunTable#names}, and sorted rows. They show
 * the runs as they were at the time of the comparison; curves are read when they are requested.
 * Thread-safe.
 */
public interface RunComparison {
  /** The most runs in a comparison: as many as a plot can distinguish. */
  int MAX_RUNS = 28;

  /**
   * Returns the runs.
   *
   * @return the runs, in the requested order
   */
  List<RunRecord> runs();

  /**
   * Returns the data by its role, and by the metric that was measured on it.
   *
   * @return a row for each role and metric in which the runs differ; none unless runs are compared
   *     across data
   */
  RunTable data();

  /**
   * Returns the parameters.
   *
   * @return a row for each that differs, or that is missing in some runs
   */
  RunTable params();

  /**
   * Returns the tags.
   *
   * @return a row for each that differs, or that is missing in some runs
   */
  RunTable tags();

  /**
   * Returns the facts of the environment.
   *
   * @return a row for each that differs among the runs with a known environment, except the id and
   *     the start of the process, which always differ
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
   * Returns the points of a metric of all runs, downsampled for a plot to at most 1,000 points
   * each, as {@link MetricHistory#downsampled} does: the least and the greatest point are kept.
   *
   * @param metric the metric
   * @return the points in the order of their steps, by the name of the run; no points for a run
   *     without the metric
   */
  Map<String, MetricHistory> curves(String metric);

  /**
   * Draws the curves of a metric.
   *
   * @param metric the metric
   * @return a self-contained SVG document; a curve is interrupted where a value is not finite
   */
  String svg(String metric);

  /**
   * Returns the comparison as readable text, without curves and system metrics.
   *
   * @return Markdown; text from outside is escaped
   */
  String markdown();
}
