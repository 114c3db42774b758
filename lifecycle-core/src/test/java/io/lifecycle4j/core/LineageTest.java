package io.lifecycle4j.core;

import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.core.Flowers.linear;
import static io.lifecycle4j.data.Splits.byRole;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.schema.Tasks.classification;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.Lineage;
import io.lifecycle4j.Lineage.Edge;
import io.lifecycle4j.Lineage.Kind;
import io.lifecycle4j.Lineage.Node;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.Fixtures;
import io.lifecycle4j.contract.ForwardingTracker;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.core.data.DatasetStores;
import io.lifecycle4j.core.preprocessing.StepFitting;
import io.lifecycle4j.core.storage.Media;
import io.lifecycle4j.core.tracking.Tracking;
import io.lifecycle4j.data.Dataset;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Source;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.spi.DatasetStore;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.UnknownPolicy;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.tracking.Run;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.spi.ExperimentTracker;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What came from data, and what was it made of. */
class LineageTest {
  private static final Schema SCHEMA = Schema.builder().column("value", DataType.INT64).build();

  private final Lifecycle home =
      Lifecycle.builder().location(URI.create("memory:new")).engine(new LinearEngine()).open();

  @AfterEach
  void close() {
    home.close();
  }

  private DatasetVersion version(String name, int value, DatasetVersion... parents) {
    Dataset dataset = home.datasets().dataset(name);
    var snapshot = dataset.snapshot(source(value)).schema(SCHEMA);
    for (DatasetVersion parent : parents) {
      snapshot.madeOf(parent, "joined");
    }
    return snapshot.commit();
  }

  private static Source source(int value) {
    return Sources.csv("value.csv", Content.of("value\n" + value + "\n"));
  }

  private static Node data(String name) {
    return new Node(Kind.DATASET, name);
  }

  @Test
  void readsNoManifestOfADataset() {
    List<String> called = new ArrayList<>();
    DatasetStore store = DatasetStores.over(Media.memory(), InstantSource.fixed(Instant.EPOCH));
    Dataset raw = DatasetStores.datasets(store, InstantSource.system()).dataset("raw");
    DatasetVersion first = raw.snapshot(source(1)).schema(SCHEMA).commit();
    DatasetVersion second =
        raw.snapshot(source(2)).schema(SCHEMA).madeOf(first, "doubled").commit();
    DatasetStore counted =
        (DatasetStore)
            Proxy.newProxyInstance(
                DatasetStore.class.getClassLoader(),
                new Class<?>[] {DatasetStore.class},
                (proxy, method, arguments) -> {
                  called.add(method.getName());
                  return method.invoke(store, arguments);
                });
    try (Lifecycle life =
        Lifecycle.builder().location(URI.create("memory:new")).datasets(counted).open()) {
      assertThat(life.lineage(second).sources()).containsExactly(data("raw:1"));
    }
    assertThat(called).containsOnly("completePurges", "datasets", "versions");
  }

  @Test
  void followsVersionsBothWaysAndNoOthers() {
    DatasetVersion raw = version("raw", 1);
    DatasetVersion weather = version("weather", 2);
    DatasetVersion clean = version("clean", 3, raw);
    version("joined", 4, clean, weather);
    version("other", 5, weather);

    Lineage lineage = home.lineage(clean);

    assertThat(lineage.sources()).containsExactly(data("raw:1"));
    assertThat(lineage.results()).containsExactly(data("joined:1"));
    assertThat(lineage.edges())
        .containsExactlyInAnyOrder(
            new Edge(data("raw:1"), data("clean:1"), "joined"),
            new Edge(data("clean:1"), data("joined:1"), "joined"));
    assertThat(home.lineage(home.datasets().dataset("joined").version(1)).sources())
        .containsExactly(data("clean:1"), data("weather:1"), data("raw:1"));
    assertThat(home.lineage(raw).results()).containsExactly(data("clean:1"), data("joined:1"));
  }

  @Test
  void drawsADiamondOnce() {
    DatasetVersion raw = version("raw", 1);
    DatasetVersion left = version("left", 2, raw);
    DatasetVersion right = version("right", 3, raw);
    DatasetVersion both = version("both", 4, left, right);
    assertThat(home.lineage(both))
        .hasToString(
            """
            dataset both:1
            made of
              dataset left:1: joined
                dataset raw:1: joined
              dataset right:1: joined
                dataset raw:1: joined (see above)
            became nothing yet
            """);
    assertThat(home.lineage(raw).toString()).contains("made of nothing that is kept here\n");
  }

  @Test
  void reachesRunsAndModels() {
    Split split = Flowers.split(home, 1);
    ModelVersion trained;
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      trained = model.train(split);
    }
    Node run = new Node(Kind.RUN, Fixtures.trained(trained).run());
    Node model = new Node(Kind.MODEL, trained.toString());

    assertThat(home.lineage(split.version()).results()).containsExactly(run, model);
    assertThat(home.lineage(trained).sources())
        .containsExactly(run, data(split.version().dataset() + ":1"));
    assertThat(home.lineage(trained).results()).isEmpty();
  }

  @Test
  void leadsFromDataOverWhatWasPreparedOfThemToAModel() {
    Split split = Flowers.split(home, 1);
    StepFitting steps =
        StepFitting.of(
            Schema.of(Flower.class),
            standardize("length"),
            standardize("width"),
            oneHot("soil", UnknownPolicy.OWN));
    FittedPreprocessing fitted = steps.fit(split);
    DatasetVersion prepared = fitted.materialize(split, home.datasets().dataset("prepared"));
    Columns<float[]> numbers =
        Columns.from(float[].class)
            .float64("length", row -> row[0])
            .float64("width", row -> row[1])
            .tensor(Column.tensor("soil", 3), (row, to, at) -> System.arraycopy(row, 2, to, at, 3))
            .build();
    ModelVersion trained;
    try (ManagedModel<float[], String> model =
        home.model("species", numbers, classification("species"))
            .trainer(LinearTrainer.small())
            .gates(linear(metric("accuracy").atLeast(0.6)))
            .open()) {
      trained = model.train(prepared.split(byRole("split.role")));
      model.promote(trained, Flowers.ALICE, "Measured on the holdout of the source");
      assertThat(model.evaluate(trained).rows()).isEqualTo(split.count(SplitRole.HOLDOUT));
    }
    Node run = new Node(Kind.RUN, Fixtures.trained(trained).run());
    Node model = new Node(Kind.MODEL, trained.toString());

    assertThat(home.lineage(split.version()).edges())
        .startsWith(new Edge(data("flowers:1"), data("prepared:1"), fitted.fingerprint()));
    assertThat(home.lineage(split.version()).results())
        .containsExactly(data("prepared:1"), run, model);
    assertThat(home.lineage(prepared).sources()).containsExactly(data("flowers:1"));
    assertThat(home.lineage(prepared).toString())
        .contains("  dataset flowers:1: prepared (" + fitted.fingerprint().substring(0, 8) + ")\n");
    assertThat(home.lineage(prepared).results()).containsExactly(run, model);
    assertThat(home.lineage(trained).sources())
        .containsExactly(run, data("prepared:1"), data("flowers:1"));
  }

  @Test
  void findsTheRunsOfEveryExperiment() {
    DatasetVersion raw = version("raw", 1);
    Node run = new Node(Kind.RUN, notebook(home, raw));

    assertThat(home.lineage(raw).results()).containsExactly(run);
    assertThat(home.experiments().names()).containsExactly("notebook");
  }

  private static String notebook(Lifecycle home, DatasetVersion version) {
    try (Run run = home.experiments().start("notebook")) {
      run.input(new RunInput(version.ref(), "explore")).finish();
      return run.id();
    }
  }

  @Test
  void looksThroughExperimentsThatAreNamedIfTheTrackerTellsNone() {
    try (Medium medium = Media.memory();
        Lifecycle silent =
            Lifecycle.builder()
                .location(URI.create("memory:new"))
                .tracker(new Silent(Tracking.over(medium)))
                .open()) {
      DatasetVersion raw =
          silent
              .datasets()
              .dataset("raw")
              .snapshot(Sources.csv("raw.csv", Content.of("value\n1\n")))
              .schema(Schema.builder().column("value", DataType.INT64).build())
              .commit();
      Node run = new Node(Kind.RUN, notebook(silent, raw));

      assertThat(silent.lineage(raw).results()).isEmpty();
      assertThat(silent.lineage(raw, "notebook").results()).containsExactly(run);
      assertThatThrownBy(() -> silent.experiments().names())
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("Cannot list the experiments: the tracker does not list them (name them)");
    }
  }

  /** A tracker that does not tell its experiments. */
  private static final class Silent extends ForwardingTracker {
    Silent(ExperimentTracker tracker) {
      super(tracker);
    }

    @Override
    public Optional<List<String>> findExperiments() {
      return Optional.empty();
    }
  }
}
