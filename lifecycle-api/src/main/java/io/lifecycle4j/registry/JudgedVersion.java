package io.lifecycle4j.registry;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Subject;
import io.lifecycle4j.data.Rows;
import io.lifecycle4j.evaluation.AnswerChanges;
import io.lifecycle4j.evaluation.EvaluatedVersion;
import io.lifecycle4j.evaluation.Leakage;
import io.lifecycle4j.evaluation.PredictedRows;
import io.lifecycle4j.evaluation.StressTest;
import io.lifecycle4j.schema.Scores.Interval;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A model version as a gate sees it: its metrics, also by slice, and how it compares with others.
 *
 * <p>What this interface adds are figures over the rows, which are no look at the rows themselves,
 * and runs of the version on other rows: of the gate, of the log and of the registration. To a gate
 * that does not need {@link GateNeed#ROWS}, all that rests on rows throws a {@code
 * NotFoundException}. Usable until the gate returns. Thread-safe.
 */
public interface JudgedVersion extends EvaluatedVersion {
  /**
   * Returns the name of the version.
   *
   * @return the name, such as {@code fraud:7}
   */
  String label();

  /**
   * Counts the held-out rows.
   *
   * @return the number of rows, at least 1
   */
  int size();

  /**
   * Selects the rows of a slice, such as {@code metric("recall").where("country", "DE")}.
   *
   * @param slice the slice; its metric is only named in messages
   * @return the version on these rows, without baselines
   * @throws io.lifecycle4j.error.NotFoundException if a column does not exist, or no row matches.
   *     If the gate does not catch it, its verdict is {@link Verdict#ERROR} with this message
   */
  JudgedVersion where(Subject.Slice slice);

  /**
   * Groups the rows by the values of a column.
   *
   * @param column a column of the dataset with at most 100 values, not private
   * @return the version on the rows of each value, without baselines, by the value as {@link
   *     Subject.Slice} describes it, in alphabetical order
   * @throws io.lifecycle4j.error.NotFoundException if the column does not exist, is private, or has
   *     more values. If the gate does not catch it, its verdict is {@link Verdict#ERROR} with this
   *     message
   */
  Map<String, JudgedVersion> by(String column);

  /**
   * Returns the 95 % confidence interval of a metric, also of one that no evaluation lists.
   *
   * @param metric the metric
   * @return the interval; NaN where it is undefined for the rows
   * @throws io.lifecycle4j.error.NotFoundException if the task does not have it
   */
  Interval interval(String metric);

  /**
   * Returns the size of the version's files.
   *
   * @return the size in bytes
   * @throws io.lifecycle4j.error.NotFoundException for a selection of rows
   */
  long fileBytes();

  /**
   * Measures how long an answer takes in this process, for one row at a time: to prepare the row,
   * to run the network and to decode the answer. There are 1,000 runs after 200 to warm up, or as
   * many as ten seconds allow. The first call measures, and loads the version anew for it.
   *
   * @param quantile the share of runs that are at most as long; above 0, at most 1
   * @return the latency
   * @throws io.lifecycle4j.error.NotFoundException for a selection of rows, or without any
   */
  Duration latency(double quantile);

  /**
   * Measures how much memory a loaded copy of the version takes in this process, with a batch of
   * 256 golden rows, repeated if they are fewer. The first call measures, and loads two copies at
   * once for it.
   *
   * <p>An estimate: what the resident memory of the process grows by, or what is allocated on the
   * heap, whichever is more. Other work of the process at the same time may add to it.
   *
   * @return the memory in bytes
   * @throws io.lifecycle4j.error.NotFoundException for a selection of rows, or if the engine has
   *     memory outside the heap and this system does not say how much (Linux does)
   */
  long memoryBytes();

  /**
   * Loads the version anew, and compares what it computes for its golden rows with what was
   * recorded when it was registered.
   *
   * @return the largest difference of an output, as a share of the recorded number; numbers below 1
   *     count as 1. Empty if the version has no golden rows
   * @throws io.lifecycle4j.error.NotFoundException for a selection of rows
   */
  OptionalDouble findGoldenDifference();

  /**
   * Loads the version in a separate JVM, with the class path of this one, and runs its golden rows
   * there, alone and in batches. The JVM is gone on return.
   *
   * @return what went wrong there, such as a crash, an exception, or no end within a minute; empty
   *     if nothing did
   * @throws io.lifecycle4j.error.NotFoundException for a selection of rows, or if the version has
   *     no golden rows
   * @throws io.lifecycle4j.error.ModelUnavailableException if no such JVM can be started, or the
   *     engine is not on its class path
   */
  Optional<String> findChildJvmProblem();

  /**
   * Answers the newest logged requests, at most 10,000, by this version and by another, and
   * compares the answers. Loads both anew.
   *
   * @param before the other version, such as that in production
   * @param tolerance how far two predicted numbers may differ to count as the same answer; finite,
   *     at least 0
   * @return how many answers change, and which
   * @throws io.lifecycle4j.error.NotFoundException for a selection of rows
   * @throws io.lifecycle4j.error.InvalidValueException if the other version was not shown to the
   *     same gate, or the tolerance is invalid
   */
  AnswerChanges changesFrom(JudgedVersion before, double tolerance);

  /**
   * Runs the version on rows of your own, such as cases that it must answer in a given way. Loads
   * the version anew at each call, so pass all rows at once. No held-out row is read for it, and no
   * look at one is spent.
   *
   * @param rows the rows, with the columns of the inputs; other columns are ignored. {@link
   *     Rows#of} makes them of inputs
   * @return the predicted values, which are those of {@link #prediction} for the same row, and the
   *     outputs of the network; may be kept
   * @throws io.lifecycle4j.error.InvalidValueException if there are no rows, a column is missing,
   *     or a row cannot be prepared; the message names the row
   * @throws io.lifecycle4j.error.PredictionFailedException if an output for a row is not a finite
   *     number, or the engine cannot run the rows
   * @throws io.lifecycle4j.error.NotFoundException if the gate judges {@linkplain
   *     GateNeed#BEFORE_LOADING before the version is loaded}, or needs held-out rows but not
   *     {@linkplain GateNeed#MORE_THAN_ROWS more than these}
   */
  PredictedRows predict(Rows rows);

  /**
   * Returns what people say about the version.
   *
   * @return the notes
   */
  VersionNotes notes();

  /**
   * Searches for what may have told the version the labels: reads the rows that it learned from,
   * and the hashes of the held-out rows.
   *
   * @return what was found
   * @throws io.lifecycle4j.error.NotFoundException if the data of the version are not in this home
   * @throws io.lifecycle4j.error.PurgedDataException if they were purged
   */
  Leakage leakage();

  /**
   * Judges whether the rows measure a metric that can be compared.
   *
   * @param metric the metric
   * @return {@link Verdict#ERROR} with the reason: the task does not have the metric, its value is
   *     {@linkplain GateVerdict#undefinedMetric not a finite number}, or neither greater nor
   *     smaller values of it are better; empty if it can be compared
   */
  Optional<GateVerdict> findProblem(String metric);

  /**
   * Judges a condition on metrics, such as {@code metric("recall").where("country",
   * "DE").atLeast(0.8)}.
   *
   * @param condition the condition, on metrics and their slices
   * @return the verdict, which explains each comparison; {@link Verdict#ERROR} if a metric is
   *     missing or not a number
   */
  GateVerdict judge(Condition condition);

  /**
   * Compares a metric with that of another version on the same rows.
   *
   * @param metric the metric
   * @param rival the other version
   * @return the comparison, usable until the gate returns
   */
  Comparison compare(String metric, JudgedVersion rival);

  /**
   * Compares a metric with that of the best baseline on the same rows.
   *
   * @param metric the metric
   * @return the comparison, usable until the gate returns
   */
  Comparison compareWithBaselines(String metric);

  /**
   * Tests whether a metric is not worse by a margin or more on rows that go wrong, than on the same
   * rows as they are. Loads the version once more, and runs it on at most 10,000 rows.
   *
   * @param test the test; if it is of each column in turn, the worst verdict counts
   * @param metric the metric
   * @param margin how much worse the metric may be, in its units, positive
   * @return the verdict, with its figures, such as how many rows were {@code answered} and {@code
   *     refused}; {@link Verdict#INCONCLUSIVE} if there are too few rows, or none are answered
   * @throws io.lifecycle4j.error.NotFoundException if there is no such column
   * @throws io.lifecycle4j.error.InvalidValueException if the test does not fit its column or any,
   *     or this is the version on a slice
   */
  GateVerdict stress(StressTest test, String metric, double margin);
}
