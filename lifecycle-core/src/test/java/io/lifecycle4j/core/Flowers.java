package io.lifecycle4j.core;

import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.preprocessing.Steps.oneHot;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Gates.withoutBaseline;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.LifecycleBuilder;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.ManagedModelBuilder;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.contract.LinearTrainer;
import io.lifecycle4j.core.loading.Pace;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.spi.Medium;
import io.lifecycle4j.validation.Rule;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Flowers of three species, a little hard to tell apart, and a model that tells them apart. */
final class Flowers {
  static final Actor ALICE = Actor.by("alice");
  static final SplitPlan PLAN = byHash(7).train(0.6).validation(0.1).holdout(0.3);

  static final Flower SETOSA = new Flower(1.5, 0.3, "sand");
  static final Flower VIRGINICA = new Flower(6.0, 2.2, "loam");

  static final Schema SCHEMA = Schema.of(Flower.class).with("species", DataType.STRING);
  private static final List<String> SPECIES = List.of("setosa", "versicolor", "virginica");
  private static final double[] LENGTHS = {1.5, 4.2, 5.6};
  private static final double[] WIDTHS = {0.3, 1.3, 2.0};

  /** Texts by their seed and number of rows: most tests write the same few. */
  private static final Map<List<Long>, String> TEXTS = new ConcurrentHashMap<>();

  private Flowers() {}

  /** What is measured of a flower. */
  record Flower(double length, double width, String soil) {}

  /** Returns a home as it is, but at another pace; close this one instead. */
  static Lifecycle at(Pace pace, Lifecycle home) {
    Rooms rooms = ((DefaultLifecycle) home).rooms();
    return new DefaultLifecycle(
        new Rooms(
            rooms.medium(),
            rooms.datasets(),
            rooms.holdouts(),
            rooms.tracker(),
            rooms.registry(),
            rooms.detector(),
            rooms.engines(),
            rooms.around(),
            rooms.clock(),
            pace,
            rooms.bounds(),
            rooms.observers(),
            rooms.authorizer()));
  }

  /** Opens a home in memory. */
  static Lifecycle inMemory(Engine... engines) {
    return open(Lifecycle.builder().location(URI.create("memory:new")), engines);
  }

  /** Opens a home of whatever medium. */
  static Lifecycle in(Medium medium, Engine... engines) {
    return open(Lifecycle.builder().medium(medium), engines);
  }

  /** Opens a home in a directory. */
  static Lifecycle in(Path directory, Engine... engines) {
    return open(Lifecycle.builder().directory(directory), engines);
  }

  static Lifecycle open(LifecycleBuilder builder, Engine... engines) {
    for (Engine engine : engines) {
      builder.engine(engine);
    }
    return engines.length == 0 ? builder.engine(new LinearEngine()).open() : builder.open();
  }

  /** Commits flowers to a home, and splits them. */
  static Split split(Lifecycle home, long seed) {
    return commit(home, seed, 400).split(PLAN);
  }

  /** Commits them to a dataset of another name, and splits them. */
  static Split split(Lifecycle home, String dataset, long seed) {
    return commit(home, dataset, seed, 400, SCHEMA).split(PLAN);
  }

  static DatasetVersion commit(Lifecycle home, long seed, int rows, Rule... rules) {
    return commit(home, "flowers", seed, rows, SCHEMA, rules);
  }

  /** Commits them with the day of their export, which no model reads. */
  static DatasetVersion exported(Lifecycle home, long seed, String day) {
    String csv = csv(seed, 400).replace(System.lineSeparator(), "\n");
    return home.datasets()
        .dataset("flowers")
        .snapshot(
            Sources.csv(
                "flowers.csv",
                Content.of(
                    csv.replaceFirst("\n", ",day\n").replaceAll("(?<!day)\n", "," + day + "\n"))))
        .schema(SCHEMA.with("day", DataType.STRING))
        .message("Exported on " + day)
        .commit();
  }

  /** Commits flowers with a column that is private. */
  static DatasetVersion commitPrivate(Lifecycle home, String column, Rule... rules) {
    return commit(home, "flowers", 1, 400, SCHEMA.change(column, ColumnBuilder::asPrivate), rules);
  }

  static DatasetVersion commit(
      Lifecycle home, String dataset, long seed, int rows, Schema schema, Rule... rules) {
    return home.datasets()
        .dataset(dataset)
        .snapshot(Sources.csv("flowers.csv", Content.of(csv(seed, rows))))
        .schema(schema)
        .requiring(rules)
        .message("Seed " + seed)
        .commit();
  }

  static String csv(long seed, int rows) {
    return TEXTS.computeIfAbsent(List.of(seed, (long) rows), asked -> written(seed, rows));
  }

  private static String written(long seed, int rows) {
    Random random = new Random(seed);
    StringBuilder csv = new StringBuilder("length,width,soil,species\n");
    for (int i = 0; i < rows; i++) {
      int species = random.nextInt(SPECIES.size());
      csv.append(
          String.format(
              Locale.ROOT,
              "%.3f,%.3f,%s,%s%n",
              LENGTHS[species] + random.nextGaussian() * 0.6,
              WIDTHS[species] + random.nextGaussian() * 0.4,
              random.nextInt(4) == 0 ? "loam" : "sand",
              SPECIES.get(species)));
    }
    return csv.toString();
  }

  /** Begins a model that tells species apart. */
  static ManagedModelBuilder<Flower, String> model(Lifecycle home) {
    return plain(home).trainer(LinearTrainer.small());
  }

  /** Begins a model without a trainer. */
  static ManagedModelBuilder<Flower, String> plain(Lifecycle home) {
    return home.model("species", Flower.class, classification("species"))
        .preprocessing(standardize("length"), standardize("width"), oneHot("soil"));
  }

  /** Returns gates of a linear model, which is as good as its linear baseline. */
  static Requirement[] linear(Requirement... gates) {
    return Stream.concat(Stream.of(gates), Stream.of(withoutBaseline("It is linear")))
        .toArray(Requirement[]::new);
  }

  /** Trains a version and promotes it. */
  static ModelVersion promoted(ManagedModel<Flower, String> model, Split split) {
    ModelVersion version = model.train(split);
    model.promote(version, ALICE, "For the test");
    return version;
  }
}
