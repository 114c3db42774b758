package io.lifecycle4j.core.serving;

import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.model.Engines;
import io.lifecycle4j.core.model.GoldenRows;
import io.lifecycle4j.core.model.VersionFit;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.schema.HeldRow;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.observation.ObservedSubject;
import io.lifecycle4j.observation.Operation;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Task;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.serving.Predictor;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the routes of one model. */
public record Routes<I, O>(
    Columns<I> columns,
    Task<O> task,
    VersionLoads loads,
    PredictionObserver.Factory observers,
    RequestChecks requests,
    Observers observing)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

  /**
   * The first calls of a network take up to a thousand times as long as later ones, since its
   * program is optimized and code is compiled. After some hundred calls the rest is gradual. A slow
   * network is warm after few calls, and must not delay a promotion.
   */
  private static final int WARM_CALLS = 300;

  private static final Duration WARM_TIME = Duration.ofMillis(200);

  /**
   * Checks, as far as possible without loading it, whether this model can serve a version.
   *
   * @throws io.lifecycle4j.error.InvalidValueException if the version has another task, or needs an
   *     input that there is not
   */
  void check(ModelVersion version) {
    fit().check("serve " + version.label(), version.manifest());
    try {
      requests.of(version, columns.schema());
    } catch (CorruptDataException e) {
      // corruption is not a mismatch: loading will report it
      LOG.debug("Cannot read the rules of {}", version.label(), e);
    }
  }

  private VersionFit fit() {
    return new VersionFit(columns.schema(), task);
  }

  /**
   * Loads a version, verifying its hashes and replaying its golden rows, and warms it with them;
   * the caller owns the route. Throws like {@link #check}, and for a version that is skipped.
   */
  Route<I, O> load(ModelVersion version, Purpose purpose) {
    return observing.call(
        Operation.LOAD,
        ObservedSubject.model(version.model()).version(version.number()),
        () -> loaded(version, purpose));
  }

  private Route<I, O> loaded(ModelVersion version, Purpose purpose) {
    loads.checkSkipped(version.number(), purpose); // before the task is
    fit().checkTask("serve " + version.label(), version.manifest());
    VersionFit.findOtherDecision(version.label(), version.manifest().task(), task)
        .ifPresent(LOG::warn);
    return loads.open(version, purpose, this::warmed);
  }

  private Route<I, O> warmed(VersionLoads.Network network) {
    ModelVersion version = network.version();
    ModelManifest manifest = version.manifest();
    GoldenRows.warm(manifest, network.model(), WARM_CALLS, WARM_TIME, System::nanoTime);
    PredictionObserver.Seen seen =
        new PredictionObserver.Seen(
            columns.schema(), manifest.preprocessing().input(), manifest.task());
    return new EngineRoute<>(
        network,
        columns,
        requests.withPrivate(version, columns.schema()),
        observers.of(version.label(), seen, manifest.reference()),
        requests.of(version, columns.schema()));
  }

  /** Returns the engines that load versions. */
  Engines engines() {
    return loads.engines();
  }

  /**
   * Returns the same for rows with the columns of the inputs, whose requests are neither checked
   * nor monitored. Close these routes, not those.
   */
  Routes<Row, O> ofRows() {
    return new Routes<>(
        HeldRow.Layout.of(columns.schema()).columns(),
        task,
        loads,
        (label, seen, reference) -> PredictionObserver.NONE,
        new RequestChecks(requests.sheets(), InvalidRequestPolicy.OFF),
        observing);
  }

  /** Returns a route to a user's fallback, which is not monitored; the caller owns it. */
  public Route<I, O> fallback(String model, Predictor<I, O> predictor) {
    return new FunctionRoute<>(model, columns, task, predictor, PredictionObserver.NONE);
  }

  /** Returns a route to a user's predictor; the caller owns it. */
  public Route<I, O> of(String model, Predictor<I, O> predictor) {
    return new FunctionRoute<>(
        model,
        columns,
        task,
        predictor,
        observers.of(
            model, new PredictionObserver.Seen(columns.schema(), columns.schema(), task), null));
  }

  /** Ends loads, and what observers have begun; routes are closed by their owners. */
  @Override
  public void close() {
    try (observers) {
      loads.close();
    }
  }
}
