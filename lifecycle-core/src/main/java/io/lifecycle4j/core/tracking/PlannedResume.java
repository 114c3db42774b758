package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.storage.Durability;
import io.lifecycle4j.tracking.Experiments.Body;
import io.lifecycle4j.tracking.Experiments.Call;
import io.lifecycle4j.tracking.ResumedRun;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunRecord;
import java.time.Duration;

final class PlannedResume implements ResumedRun {
  private final DefaultExperiments experiments;
  private final String id;
  private final long fromStep;
  private final RunSettings settings = new RunSettings();

  PlannedResume(DefaultExperiments experiments, String id, long fromStep) {
    this.experiments = experiments;
    this.id = required(id, "run id");
    this.fromStep = fromStep;
  }

  @Override
  public ResumedRun durability(Durability level) {
    settings.durability(level);
    return this;
  }

  @Override
  public ResumedRun synchronous() {
    settings.synchronous();
    return this;
  }

  @Override
  public ResumedRun systemMetrics(Duration interval) {
    settings.systemMetrics(interval);
    return this;
  }

  @Override
  public Run start() {
    return begin();
  }

  private TrackedRun begin() {
    return experiments.goOn(id, fromStep, settings);
  }

  @Override
  public <X extends Exception> RunRecord run(Body<X> body) throws X {
    return experiments.get(RunBodies.run(this::begin, body));
  }

  @Override
  public <T, X extends Exception> T call(Call<T, X> body) throws X {
    return RunBodies.call(this::begin, body);
  }
}
