package io.lifecycle4j.evaluation;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.schema.Scores.Interval;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * How much worse a model version is on held-out rows that go wrong. Immutable.
 *
 * @param model the version, such as {@code fraud:7}
 * @param data the rows, such as {@code payments:3/holdout}
 * @param rows how many of them were used
 * @param metric the metric of all figures
 * @param clean the value of the metric on the rows as they are
 * @param interval the 95 % confidence interval of the clean value
 * @param seed determines which rows are used, and all that is random in the tests: the same seed
 *     gives the same report
 * @param results a result for each test, the greatest drop first; those without figures are last
 */
public record StressReport(
    String model,
    String data,
    long rows,
    String metric,
    double clean,
    Interval interval,
    long seed,
    List<StressResult> results) {
  /** An undefined drop is the worst. */
  private static final Comparator<StressResult> WORST_FIRST =
      Comparator.comparing((StressResult result) -> result.drop().isEmpty())
          .thenComparing(result -> result.drop().orElse(0.0), Comparator.reverseOrder());

  /** Copies and sorts the results. */
  public StressReport {
    required(model, "model");
    required(data, "data");
    check(rows > 0, "Invalid stress report: %s rows (needs at least 1)", rows);
    required(metric, "metric");
    required(interval, "interval");
    results = copy(results, "results").stream().sorted(WORST_FIRST).toList();
  }

  /**
   * Finds the result of a test.
   *
   * @param test a test, of one column if it has columns
   * @return its result
   * @throws NotFoundException if the report has none
   */
  public StressResult result(StressTest test) {
    required(test, "stress test");
    return results.stream()
        .filter(result -> result.test().equals(test))
        .findFirst()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "Result does not exist: "
                        + test
                        + " (there are "
                        + results.stream().map(StressResult::test).toList()
                        + ")"));
  }

  /**
   * Returns the report for people.
   *
   * @return Markdown: a table with a row for each result, the worst first; figures have four
   *     significant digits
   */
  public String markdown() {
    return StressTable.markdown(this);
  }

  /**
   * Returns the report as a table.
   *
   * @return plain text of several lines, the worst result first
   */
  @Override
  public String toString() {
    return StressTable.text(this);
  }

  /** Selects what is tested. Not thread-safe. Setting a part twice is an error. */
  public interface Builder {
    /**
     * Runs these tests. Default: {@link StressTests#all()}, as far as the inputs have columns for
     * them.
     *
     * @param tests at least one
     * @return this builder
     */
    Builder tests(StressTest... tests);

    /**
     * Measures this metric. Default: the first of the task that can be compared, such as {@code
     * accuracy} for a classification.
     *
     * @param name a metric of the task
     * @return this builder
     */
    Builder metric(String name);

    /**
     * Limits the number of rows; a sample is drawn if more are held out. They are kept in memory,
     * and each test runs all of them. Default: 10,000, or fewer if they take more than 64 MiB.
     *
     * @param most the most rows, at least 1
     * @return this builder
     */
    Builder rows(int most);

    /**
     * Sets the seed of the sample, the noise and all else that is random. Default: 1.
     *
     * @param value the seed, which the report contains
     * @return this builder
     */
    Builder seed(long value);

    /**
     * Reports progress a few times a second, on the calling thread. Default: to nobody.
     *
     * @param listener receives how many rows were run, over all tests; what it throws ends the run
     * @return this builder
     */
    Builder onProgress(Consumer<? super DataProgress> listener);

    /**
     * Loads the version, beside those that serve, and runs the tests on the calling thread.
     *
     * @return the report
     * @throws NotFoundException if the task has no such metric, the inputs have no column of a
     *     test, or the data of the version are not in this home
     * @throws io.lifecycle4j.error.InvalidValueException if the metric cannot be compared, a test
     *     does not fit its column or any column, or nothing is held out
     * @throws io.lifecycle4j.error.ModelUnavailableException if the version cannot be loaded
     * @throws io.lifecycle4j.error.PredictionFailedException if the network cannot run the rows
     * @throws io.lifecycle4j.error.OperationInterruptedException if the thread was interrupted
     */
    StressReport run();
  }
}
