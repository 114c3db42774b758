package io.lifecycle4j.core;

import io.lifecycle4j.core.monitoring.DriftObservers;
import io.lifecycle4j.core.serving.ModelServer;
import io.lifecycle4j.core.serving.PredictionObserver;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.monitoring.Monitoring;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.validation.Rule;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the server of a model has seen.
 *
 * @param open returns the server, or throws once the model is closed
 */
record ServedMonitoring(Supplier<ModelServer<?, ?>> open) implements Monitoring {
  @Override
  public Optional<DriftReport> findDrift() {
    return open.get().observer().flatMap(DriftObservers::report);
  }

  @Override
  public void forgetReference(Actor by, String reason) {
    PredictionObserver observer =
        open.get()
            .observer()
            .orElseThrow(
                () -> new NotFoundException("Cannot forget a reference: no version serves"));
    DriftObservers.forget(observer, by, reason);
  }

  @Override
  public Map<Rule, Long> brokenRules() {
    return open.get().brokenRules();
  }

  @Override
  public long invalidAnswers() {
    return open.get().invalidAnswers();
  }

  @Override
  public long rejectedCalls() {
    return open.get().rejectedCalls();
  }

  @Override
  public long missedByListeners() {
    return open.get().missedByListeners();
  }
}
