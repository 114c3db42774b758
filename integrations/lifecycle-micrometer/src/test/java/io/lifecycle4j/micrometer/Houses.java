package io.lifecycle4j.micrometer;

import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.regression;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.observation.LifecycleObserver;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import java.net.URI;
import java.time.InstantSource;
import java.util.Random;
import java.util.stream.Stream;

/** Prices of houses by their area, and a model of them. */
final class Houses {
  static final Actor ALICE = Actor.by("alice");
  private static final int ROWS = 400;

  private Houses() {}

  /** What is known of a house. */
  record House(double area) {}

  /** What it was sold for. */
  record Sold(double area, double price) {}

  static Lifecycle home(LifecycleObserver observer) {
    return home(observer, InstantSource.system());
  }

  static Lifecycle home(LifecycleObserver observer, InstantSource clock) {
    return Lifecycle.builder()
        .location(URI.create("memory:new"))
        .engine(new LinearEngine())
        .withoutEnvironment()
        .observer(observer)
        .clock(clock)
        .open();
  }

  static Split split(Lifecycle home) {
    Random random = new Random(1);
    return home.datasets()
        .dataset("houses")
        .snapshot(Sources.records(Sold.class, Stream.generate(() -> sold(random)).limit(ROWS)))
        .schema(Schema.of(House.class).with("price", DataType.FLOAT64))
        .commit()
        .split(byHash(7).train(0.6).validation(0.1).holdout(0.3));
  }

  private static Sold sold(Random random) {
    double area = 50 + 100 * random.nextDouble();
    return new Sold(area, 3 * area + random.nextGaussian());
  }

  static ManagedModelBuilder<House, Double> model(Lifecycle home) {
    return home.model("price", House.class, regression("price"))
        .preprocessing(standardize("area"))
        .trainer(LinearTrainer.small());
  }

  static ModelVersion promoted(ManagedModel<House, Double> model, Split split) {
    ModelVersion version = model.train(split);
    model.promote(version, ALICE, "For the test");
    return version;
  }
}
