package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.evaluation.AnswerChanges;
import io.lifecycle4j.evaluation.PredictedRows;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.storage.StoredFile;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a version takes and does in this process. Each figure is measured when it is first asked
 * for, and then kept. Thread-safe.
 */
public final class RunCost {
  private final ModelVersion version;
  private final Trial trial;
  private final Once<long[]> nanos;
  private final Once<Long> memoryBytes;
  private final Once<OptionalDouble> goldenDifference;
  private final Once<Optional<String>> childJvmProblem;

  /** Loads a version beside those that serve, and runs it. */
  interface Trial {
    /** Answers single rows, and returns the nanoseconds that each took. */
    long[] nanos();

    /** Returns the bytes of memory that a loaded copy takes. */
    long memoryBytes();

    /** Returns how far outputs are from the recorded ones; empty if none were recorded. */
    OptionalDouble goldenDifference();

    /** Loads it in a separate JVM; empty if nothing went wrong there. */
    Optional<String> childJvmProblem();

    /** Compares the answers to logged requests with those of another version. */
    AnswerChanges changes(ModelVersion before, double tolerance);

    /** Predicts rows. */
    PredictedRows predict(Rows rows);
  }

  RunCost(ModelVersion version, Trial trial) {
    this.version = version;
    this.trial = trial;
    this.nanos = new Once<>(() -> sorted(trial.nanos()));
    this.memoryBytes = new Once<>(trial::memoryBytes);
    this.goldenDifference = new Once<>(trial::goldenDifference);
    this.childJvmProblem = new Once<>(trial::childJvmProblem);
  }

  private static long[] sorted(long[] nanos) {
    Arrays.sort(nanos);
    return nanos;
  }

  /** Returns the bytes of the files of the version. */
  public long fileBytes() {
    return version.manifest().artifact().files().stream().mapToLong(StoredFile::size).sum();
  }

  /**
   * Returns a quantile of the latencies: the nearest rank.
   *
   * @param quantile above 0, at most 1
   */
  public Duration latency(double quantile) {
    long[] sorted = nanos.get();
    return Duration.ofNanos(sorted[(int) Math.ceil(quantile * sorted.length) - 1]);
  }

  /**
   * Returns the bytes of memory that a loaded copy takes.
   *
   * @throws io.lifecycle4j.error.NotFoundException if this system does not say
   */
  public long memoryBytes() {
    return memoryBytes.get();
  }

  /**
   * Returns how far the outputs of a fresh copy for the golden rows are from the recorded ones, at
   * most: as a share of the recorded number, of which those below 1 count as 1.
   *
   * @return empty if there are no golden rows
   */
  public OptionalDouble goldenDifference() {
    return goldenDifference.get();
  }

  /**
   * Loads it in a separate JVM, and runs the golden rows there.
   *
   * @return what went wrong there; empty if nothing did
   * @throws io.lifecycle4j.error.LifecycleException if that cannot be found out
   */
  public Optional<String> childJvmProblem() {
    return childJvmProblem.get();
  }

  /**
   * Compares the answers to the newest logged requests with those of another version.
   *
   * @param tolerance how far two predicted numbers may differ to count as alike
   * @throws io.lifecycle4j.error.LifecycleException if a version cannot be loaded, or the log
   *     cannot be read
   */
  public AnswerChanges changesFrom(RunCost before, double tolerance) {
    return trial.changes(before.version, tolerance);
  }

  /**
   * Predicts rows, which need no labels.
   *
   * @throws io.lifecycle4j.error.LifecycleException if the version cannot be loaded, or cannot
   *     answer a row, which the message names
   */
  public PredictedRows predict(Rows rows) {
    return trial.predict(rows);
  }

  /** Returns the same, but for whoever must not load the version in this process. */
  public RunCost withoutLoading() {
    return new RunCost(version, new UnloadedTrial(version.label(), trial));
  }
}
