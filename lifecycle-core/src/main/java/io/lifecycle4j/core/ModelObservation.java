package io.lifecycle4j.core;

import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.evaluation.Evaluation;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.lifecycle4j.profile.Profile;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change.AliasMoved;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows what is done with one model to the observers of its home; exceptions are rethrown. */
final class ModelObservation {
  private final Observers observers;
  private final ObservedSubject model;

  ModelObservation(Observers observers, String model) {
    this.observers = observers;
    this.model = ObservedSubject.model(model);
  }

  ModelVersion train(Supplier<ModelVersion> work) {
    return observers.call(Operation.TRAIN, model, work, made -> model.version(made.number()));
  }

  ModelVersion retrain(Supplier<ModelVersion> work) {
    return observers.call(Operation.RETRAIN, model, work, made -> model.version(made.number()));
  }

  ModelVersion register(Supplier<ModelVersion> work) {
    return observers.call(Operation.REGISTER, model, work, made -> model.version(made.number()));
  }

  Evaluation evaluate(@Nullable ModelVersion version, Supplier<Evaluation> work) {
    return observers.call(Operation.EVALUATE, subject(version), work);
  }

  AuditRecord promote(@Nullable ModelVersion version, Supplier<AuditRecord> work) {
    return observers.call(Operation.PROMOTE, subject(version), work);
  }

  AuditRecord rollback(Supplier<AuditRecord> work) {
    return observers.call(Operation.ROLLBACK, model, work, this::moved);
  }

  /** The work rejects a version that is null. */
  private ObservedSubject subject(@Nullable ModelVersion version) {
    return version == null ? model : model.version(version.number());
  }

  private ObservedSubject moved(AuditRecord record) {
    return record.transition().changes().stream()
        .filter(AliasMoved.class::isInstance)
        .map(change -> model.version(((AliasMoved) change).version()))
        .findFirst()
        .orElse(model);
  }

  /** Returns a drift detector whose comparisons are shown. */
  DriftDetector detector(DriftDetector detector) {
    return observers.isEmpty() ? detector : new ObservedDetector(detector, observers, model);
  }

  private record ObservedDetector(
      DriftDetector detector, Observers observers, ObservedSubject model) implements DriftDetector {
    @Override
    public DriftRecorder recorder(Profile reference) {
      return detector.recorder(reference);
    }

    @Override
    public DriftSummary merge(Profile reference, List<DriftSummary> summaries) {
      return detector.merge(reference, summaries);
    }

    @Override
    public List<Divergence> compare(Profile reference, DriftSummary window) {
      return observers.call(
          Operation.DRIFT_CHECK, model, () -> detector.compare(reference, window));
    }
  }
}
