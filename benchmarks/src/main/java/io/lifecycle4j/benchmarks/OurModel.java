package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.data.Splits.byHash;
import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.standardize;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.djl.model.Network;
import io.lifecycle4j.djl.training.DjlTrainer;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.serving.InvalidRequestPolicy;
import io.lifecycle4j.storage.Content;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The library's side: a version in production in a home of files, with all features on.
 *
 * <p>Every column is imputed and standardized, every column and the prediction are monitored for
 * drift in windows of 500, and every prediction is logged.
 */
final class OurModel implements Side {
  static final String MODEL = "bench";

  private static final int TRAINING_ROWS = 5_000;

  private final TemporaryHome home;
  private final ManagedModel<Features, String> model;
  private final Features[] rows = Features.rows(ROWS);

  private OurModel(TemporaryHome home, InvalidRequestPolicy checks) {
    this.home = home;
    this.model =
        ServingSide.shared(
                home.lifecycle().model(MODEL, Features.columns(), classification("label")))
            .preprocessing(steps())
            .trainer(
                DjlTrainer.builder()
                    .network(Network.parse("dense(64) relu dense(64) relu"))
                    .epochs(1)
                    .build())
            .validatingRequests(checks)
            .monitor(DriftMonitor.builder().window(500).falseAlarmRate(0.001).build())
            .open();
  }

  /** Opens a home in a temporary directory, trains a version and promotes it. */
  static OurModel open() {
    return open(InvalidRequestPolicy.OFF);
  }

  /** Opens a home with these engines, which checks requests too. */
  static OurModel with(Engine... engines) {
    return open(InvalidRequestPolicy.REJECT, engines);
  }

  private static OurModel open(InvalidRequestPolicy checks, Engine... engines) {
    OurModel side = new OurModel(TemporaryHome.open(engines), checks);
    side.release();
    return side;
  }

  private static Step[] steps() {
    return IntStream.range(0, Features.COUNT)
        .mapToObj(Features::name)
        .flatMap(column -> Stream.of(impute(column).mean(), standardize(column)))
        .toArray(Step[]::new);
  }

  /** Trains a version and promotes it. */
  void release() {
    DatasetVersion data =
        home.lifecycle()
            .datasets()
            .dataset(MODEL)
            .snapshot(Sources.csv("rows.csv", Content.of(csv().getBytes(StandardCharsets.UTF_8))))
            .schema(Features.columns().schema().with("label", DataType.STRING))
            .commit();
    model.promote(
        model.train(data.split(byHash(1).train(0.8).holdout(0.2))), by("bench"), "To be measured");
  }

  private static String csv() {
    Stream<String> header = IntStream.range(0, Features.COUNT).mapToObj(Features::name);
    Stream<String> lines =
        Arrays.stream(Features.rows(TRAINING_ROWS))
            .map(
                row ->
                    Arrays.stream(row.values())
                            .mapToObj(Double::toString)
                            .collect(Collectors.joining(","))
                        + ","
                        + row.label());
    return Stream.concat(Stream.of(header.collect(Collectors.joining(",")) + ",label"), lines)
        .collect(Collectors.joining("\n"));
  }

  /** Returns where the home is. */
  Path home() {
    return home.location();
  }

  /** Returns the model, for measurements of its parts. */
  ManagedModel<Features, String> model() {
    return model;
  }

  /** Returns the inputs, the same ones each time. */
  Features row(int row) {
    return rows[row];
  }

  /** Returns a caller that has many rows predicted at once. */
  Caller batches(int size) {
    List<Features> all = List.of(rows);
    return row -> {
      int first = row % (ROWS / size) * size;
      return model.predict(all.subList(first, first + size));
    };
  }

  /** Returns the home, for benchmarks of its parts. */
  Lifecycle lifecycle() {
    return home.lifecycle();
  }

  @Override
  public Caller caller() {
    return row -> model.predict(rows[row]);
  }

  @Override
  public void close() {
    model.close();
    home.close();
  }
}
