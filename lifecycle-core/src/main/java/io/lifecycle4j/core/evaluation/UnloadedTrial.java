package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.evaluation.AnswerChanges;
import io.lifecycle4j.evaluation.PredictedRows;
import io.lifecycle4j.model.ModelVersion;
import java.util.Optional;
import java.util.OptionalDouble;

/** Runs a version in a separate JVM only. */
record UnloadedTrial(String label, RunCost.Trial trial) implements RunCost.Trial {
  private NotFoundException refused(String what) {
    return new NotFoundException(
        what
            + " of "
            + label
            + " are not known before it is loaded (leave GateNeed.BEFORE_LOADING out of what the"
            + " gate needs)");
  }

  @Override
  public long[] nanos() {
    throw refused("Latencies");
  }

  @Override
  public long memoryBytes() {
    throw refused("Bytes of memory");
  }

  @Override
  public OptionalDouble goldenDifference() {
    throw refused("Golden outputs");
  }

  @Override
  public Optional<String> childJvmProblem() {
    return trial.childJvmProblem();
  }

  @Override
  public AnswerChanges changes(ModelVersion before, double tolerance) {
    throw refused("Answers to logged requests");
  }

  @Override
  public PredictedRows predict(Rows rows) {
    throw refused("Predictions");
  }
}
