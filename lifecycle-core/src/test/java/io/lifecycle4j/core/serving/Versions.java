package io.lifecycle4j.core.serving;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.loading.LineVersions;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import java.time.Duration;

/** Versions of a model whose answers tell which version gave them: version v answers v * x + v. */
final class Versions {
  static final Columns<Double> INPUT = LineVersions.INPUT;

  private Versions() {}

  static Routes<Double, Double> routes(Engine engine) {
    return routes(LineVersions.loads(engine, Media.memory(), Duration.ofSeconds(5)));
  }

  static Routes<Double, Double> routes(VersionLoads loads) {
    return new Routes<>(
        INPUT,
        LineVersions.TASK,
        loads,
        (label, seen, reference) -> PredictionObserver.NONE,
        new RequestChecks(
            DatasetStores.over(Media.memory(), () -> Fixtures.TIME), InvalidRequestPolicy.OFF),
        Observers.NONE);
  }

  static Route<Double, Double> route(LinearEngine engine, int version) {
    return routes(engine).load(version(version, INPUT.schema()), Purpose.SERVE);
  }

  static double answer(int version, double x) {
    return version * x + version;
  }

  static ModelVersion version(int version, Schema input) {
    return LineVersions.version(version, input);
  }
}
