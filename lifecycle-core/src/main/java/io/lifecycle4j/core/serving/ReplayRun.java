package io.lifecycle4j.core.serving;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.PredictionColumn;
import io.lifecycle4j.core.data.ProgressReporter;
import io.lifecycle4j.data.DataProgress;
import io.lifecycle4j.data.DataProgress.Phase;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.LoggedPrediction;
import io.lifecycle4j.serving.Predictions;
import io.lifecycle4j.serving.Replay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    List<LoggedPrediction> batch = new ArrayList<>();
    try (RowAnswers answers = new RowAnswers(version, routes)) {
      predictions.forEach(
          prediction -> {
            counts.read();
            String problem = problem(prediction, answers);
            if (problem != null) {
              counts.leftOut(problem);
            } else {
              batch.add(prediction);
            }
            if (batch.size() == RowAnswers.BATCH) {
              compare(batch, answers, counts);
              batch.clear();
              progress.inTime();
            }
          });
      compare(batch, answers, counts);
    }
    progress.now();
    return counts.replay();
  }

  private static @Nullable String problem(LoggedPrediction prediction, RowAnswers answers) {
    if (prediction.findAnswer().isEmpty()) {
      return "without answer";
    }
    Row input = prediction.findInput().orElse(null);
    return input == null ? "without input" : answers.problem(input);
  }

  private static Row input(LoggedPrediction prediction) {
    return prediction.findInput().orElseThrow();
  }

  private static void compare(
      List<LoggedPrediction> batch, RowAnswers answers, ReplayCounts counts) {
    List<PredictionRecord<Row, Object>> made =
        answers.answers(batch.stream().map(ReplayRun::input).toList());
    for (int i = 0; i < batch.size(); i++) {
      PredictionRecord<Row, Object> answer = made.get(i);
      if (answer.isAnswered()) {
        counts.compare(batch.get(i), answer);
      } else {
        String code = PredictionFailures.typed(answers.label(), answer).code();
        counts.leftOut("that the version does not answer (" + code + ")");
      }
    }
  }
}
