package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.PredictionColumn;
import io.lifecycle4j.core.data.ProgressReporter;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.serving.Replay;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers logged predictions again, a batch at a time. Not thread-safe. */
final class ReplayRun implements Replay.Builder {
  private final ModelVersion version;
  private final Routes<?, ?> routes;
  private Predictions predictions;
  private boolean timed;
  private boolean conditional;
  private @Nullable String column;
  private @Nullable Double tolerance;
  private @Nullable Consumer<? super DataProgress> listener;

  ReplayRun(ModelVersion version, Routes<?, ?> routes, Predictions predictions) {
    this.version = version;
    this.routes = routes;
    this.predictions = predictions;
  }

  @Override
  public Replay.Builder between(Instant from, Instant to) {
    checkUnset(timed ? from : null, "replay", "time");
    predictions = predictions.between(from, to);
    timed = true;
    return this;
  }

  @Override
  public Replay.Builder where(String condition) {
    checkUnset(conditional ? condition : null, "replay", "condition");
    predictions = predictions.where(condition);
    conditional = true;
    return this;
  }

  @Override
  public Replay.Builder by(String name) {
    checkUnset(column, "replay", "column");
    Schema inputs = routes.columns().schema();
    boolean prefixed =
        required(name, "column").startsWith(PredictionColumn.INPUTS) && inputs.find(name).isEmpty();
    String own = prefixed ? name.substring(PredictionColumn.INPUTS.length()) : name;
    inputs.indexOf(own); // throws if there is none
    column = own;
    return this;
  }

  @Override
  public Replay.Builder tolerance(double difference) {
    checkUnset(tolerance, "replay", "tolerance");
    check(
        difference >= 0 && Double.isFinite(difference),
        "Invalid tolerance: %s (must be finite and at least 0)",
        difference);
    tolerance = difference;
    return this;
  }

  @Override
  public Replay.Builder onProgress(Consumer<? super DataProgress> progress) {
    checkUnset(listener, "replay", "listener");
    listener = required(progress, "listener");
    return this;
  }

  @Override
  public Replay run() {
    ReplayCounts counts = new ReplayCounts(version, tolerance == null ? 0 : tolerance, column);
    ProgressReporter progress =
        new ProgressReporter(
            listener, () -> new DataProgress(Phase.COMPARING, 0, 0, 0, 0, counts.rows(), 0));
    try (RowAnswers answers = new RowAnswers(version, routes)) {
      RepeatedRequests repeated = new RepeatedRequests(counts, answers);
      predictions.forEach(
          prediction -> {
            repeated.accept(prediction);
            progress.inTime();
          });
      repeated.end();
    }
    progress.now();
    return counts.replay();
  }
}
