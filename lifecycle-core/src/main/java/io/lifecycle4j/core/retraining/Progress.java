package io.lifecycle4j.core.retraining;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.retraining.RetrainingLine.Trained;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.retraining.Retraining;
import io.lifecycle4j.retraining.Retraining.End;
import io.lifecycle4j.retraining.Retraining.Stage;
import io.lifecycle4j.retraining.Retraining.Step;
import io.lifecycle4j.retraining.RetrainingDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a retraining is. Guarded by the state that it belongs to. */
final class Progress {
  private static final int ATTEMPTS = 3;

  private final String id;
  private final RetrainingDecision decision;
  private final List<RetrainingLine> lines = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Took> trainings = new ArrayList<>();
  private @Nullable VersionRef data;
  private @Nullable String inputs;
  private @Nullable String run;
  private @Nullable Integer version;
  private @Nullable String rollout;
  private @Nullable End end;

  /**
   * A training, also one that was killed.
   *
   * @param took zero while it is in progress
   */
  record Took(Instant begun, Duration took) {}

  /** Where a retraining is that has not ended. */
  record Current(
      String id,
      RetrainingDecision decision,
      Stage stage,
      Instant since,
      @Nullable VersionRef data,
      @Nullable String inputs,
      @Nullable String run,
      @Nullable Integer version,
      @Nullable String rollout,
      int attempts) {
    VersionRef rows() {
      return required(data, "rows of retraining " + id);
    }

    int candidate() {
      return required(version, "version of retraining " + id);
    }

    /** Returns whether a training was killed so often that it is given up. */
    boolean isGivenUp() {
      return attempts >= ATTEMPTS;
    }
  }

  Progress(String id, RetrainingLine begun) {
    this.id = id;
    this.decision = begun.decision();
    lines.add(begun);
    steps.add(new Step(Stage.BEGUN, decision.time(), decision.reason()));
  }

  String id() {
    return id;
  }

  RetrainingDecision decision() {
    return decision;
  }

  /** Returns the entries that it results from. */
  List<RetrainingLine> lines() {
    return List.copyOf(lines);
  }

  Optional<End> end() {
    return Optional.ofNullable(end);
  }

  Optional<String> inputs() {
    return Optional.ofNullable(inputs);
  }

  List<Took> trainings() {
    return trainings;
  }

  Instant since() {
    return last().time();
  }

  private Step last() {
    return steps.get(steps.size() - 1);
  }

  /** Adds a step; one of a newer library is ignored. */
  void add(RetrainingLine line) {
    lines.add(line);
    switch (line.kind()) {
      case RetrainingLine.SNAPSHOT -> {
        RetrainingLine.Rows rows = required(line.rows(), "rows");
        data = rows.ref();
        inputs = rows.inputs();
        step(Stage.SNAPSHOT, line);
      }
      case RetrainingLine.TRAINING -> {
        took(line.training());
        run = required(line.training(), "training").run();
        trainings.add(new Took(line.time(), Duration.ZERO));
        step(Stage.TRAINING, line);
      }
      case RetrainingLine.TRAINED -> {
        took(line.training());
        version = required(line.version(), "version");
        step(Stage.TRAINED, line);
      }
      case RetrainingLine.JUDGED -> step(Stage.JUDGED, line);
      case RetrainingLine.ROLLOUT -> {
        rollout = line.rollout();
        step(Stage.ROLLING_OUT, line);
      }
      case RetrainingLine.PROMOTED -> step(Stage.WATCHED, line);
      case RetrainingLine.ENDED -> {
        took(line.training());
        end = required(line.end(), "end");
        step(Stage.ENDED, line);
      }
      default -> {
        // of a newer library
      }
    }
  }

  private void step(Stage stage, RetrainingLine line) {
    steps.add(new Step(stage, line.time(), line.reason()));
  }

  /** Sets how long the last training took. */
  private void took(@Nullable Trained it) {
    Long millis = it == null ? null : it.millis();
    if (millis != null && !trainings.isEmpty()) {
      int newest = trainings.size() - 1;
      trainings.set(newest, new Took(trainings.get(newest).begun(), Duration.ofMillis(millis)));
    }
  }

  Current current() {
    return new Current(
        id,
        decision,
        last().stage(),
        last().time(),
        data,
        inputs,
        run,
        version,
        rollout,
        trainings.size());
  }

  Retraining retraining() {
    Retraining.Builder builder = Retraining.builder(id, decision, steps);
    if (data != null) {
      builder.data(data);
    }
    if (run != null) {
      Duration took = trainings.stream().map(Took::took).reduce(Duration.ZERO, Duration::plus);
      builder.trainings(run, trainings.size(), took);
    }
    if (version != null) {
      builder.version(version);
    }
    if (end != null) {
      builder.end(end);
    }
    return builder.build();
  }
}
