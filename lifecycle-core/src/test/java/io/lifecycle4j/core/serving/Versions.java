package io.lifecycle4j.core.serving;

import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.loading.LineVersions;
import io.lifecycle4j.core.loading.VersionLoads;
import io.lifecycle4j.core.loading.VersionLoads.Purpose;
import io.lifecycle4j.core.observation.Observers;
import io.lifecycle4j.core.registry.Registries;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.registry.DataSheet;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.storage.spi.Medium;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

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
        new RequestChecks(data(Media.memory()), InvalidRequestPolicy.OFF),
        Observers.NONE);
  }

  /** What is known of the data of versions: nothing. */
  static Function<ModelVersion, Optional<DataSheet>> data(Medium medium) {
    return data(medium, DatasetStores.over(medium, () -> Fixtures.TIME));
  }

  static Function<ModelVersion, Optional<DataSheet>> data(Medium medium, DatasetStore datasets) {
    return Registries.dataSheets(datasets, Registries.over(medium, () -> Fixtures.TIME));
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
