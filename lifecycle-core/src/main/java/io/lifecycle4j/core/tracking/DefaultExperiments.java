package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.InvalidValueException.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.core.hash.Ids;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.tracking.ExperimentTracker;
import io.lifecycle4j.tracking.Experiments;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInfo;
import io.lifecycle4j.tracking.RunRecord;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What users call, over any tracker. */
final class DefaultExperiments implements Experiments {
  private final ExperimentTracker tracker;
  private final InstantSource clock;

  DefaultExperiments(ExperimentTracker tracker, InstantSource clock) {
    this.tracker = tracker;
    this.clock = clock;
  }

  @Override
  public Run start(String experiment) {
    return begin(experiment);
  }

  private TrackedRun begin(String experiment) {
    checkName("experiment", experiment);
    RunInfo info = new RunInfo(Ids.next(), experiment, clock.instant());
    return new TrackedRun(info.id(), tracker, tracker.start(info), clock);
  }

  @Override
  public <X extends Exception> RunRecord run(String experiment, Body<X> body) throws X {
    required(body, "body");
    String id =
        call(
            experiment,
            run -> {
              body.run(run);
              return run.id();
            });
    return tracker.find(id).orElseThrow(() -> new NotFoundException("Run does not exist: " + id));
  }

  @Override
  @SuppressWarnings({
    "unchecked", // the body throws X or something unchecked, nothing else
    "checkstyle:IllegalCatch" // an error ends the run like any failure, and goes on
  })
  public <T, X extends Exception> T call(String experiment, Call<T, X> body) throws X {
    required(body, "body");
    try (TrackedRun run = begin(experiment)) {
      T result;
      try {
        result = body.call(run);
      } catch (Exception e) {
        fail(run, e);
        throw (X) e;
      } catch (Error e) {
        fail(run, e);
        throw e;
      }
      run.finishUnlessEnded(); // the body may have ended it itself
      return result;
    }
  }

  /** Ends a run as FAILED; what goes wrong with that does not hide the cause. */
  private static void fail(TrackedRun run, Throwable cause) {
    try {
      run.failUnlessEnded(cause);
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public List<String> names() {
    return tracker
        .findExperiments()
        .orElseThrow(
            () ->
                new InvalidValueException(
                    "Cannot list the experiments: the tracker does not tell them (name them)"));
  }

  @Override
  public List<RunRecord> runs(String experiment) {
    return tracker.runs(checkName("experiment", experiment));
  }

  @Override
  public List<RunRecord> search(String experiment, Condition condition) {
    required(condition, "condition");
    return runs(experiment).stream().filter(run -> condition.holds(values(run))).toList();
  }

  private static Map<String, Double> values(RunRecord run) {
    Map<String, Double> values = new HashMap<>();
    run.metrics().forEach((name, point) -> values.put(name, point.value()));
    return values;
  }

  @Override
  public Optional<RunRecord> find(String id) {
    return tracker.find(required(id, "run id"));
  }

  @Override
  public List<MetricPoint> history(String id, String metric) {
    return tracker.history(required(id, "run id"), required(metric, "metric"));
  }
}
