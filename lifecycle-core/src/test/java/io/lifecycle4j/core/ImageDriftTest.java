package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.monitoring.Drift.drift;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.contract.LinearEngine;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.ColumnDrift.Verdict;
import io.lifecycle4j.monitoring.DriftBacktest;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.serving.LoggedInputs;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes of images that neither their mean nor their deviation shows. */
class ImageDriftTest {
  private static final int WINDOW = 100;
  private static final int SIDE = 8;
  private static final int CELLS = SIDE * SIDE;
  private static final Column IMAGE = Column.tensor("image", 1, SIDE, SIDE);

  private final Lifecycle home = Flowers.inMemory();
  private final Random random = new Random(3);

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Shot(float[] image, double light) {}

  @AfterEach
  void close() {
    home.close();
  }

  private static void copy(Shot shot, float[] target, int offset) {
    System.arraycopy(shot.image, 0, target, offset, CELLS);
  }

  /** Returns noise that is brighter on one side. */
  private Shot shot(boolean turned) {
    float[] image = new float[CELLS];
    for (int i = 0; i < CELLS; i++) {
      double side = i % SIDE < SIDE / 2 == turned ? -0.4 : 0.4;
      image[i] = (float) (random.nextGaussian() + side);
    }
    return new Shot(image, random.nextInt(5));
  }

  private Split split(UnaryOperator<ColumnBuilder> change) {
    Columns<Shot> columns =
        Columns.from(Shot.class)
            .tensor(IMAGE, ImageDriftTest::copy)
            .float64("light", Shot::light)
            .build()
            .change("image", change);
    List<Shot> shots = IntStream.range(0, 1_200).mapToObj(i -> shot(false)).toList();
    return home.datasets()
        .dataset("shots")
        .snapshot(Sources.records(columns, shots::forEach))
        .commit()
        .split(Splits.byHash(1).train(0.4).validation(0.6).holdout(0));
  }

  private ManagedModel<Shot, Double> model(UnaryOperator<ColumnBuilder> change) {
    Columns<Shot> columns = Columns.from(Shot.class).tensor(IMAGE, ImageDriftTest::copy).build();
    ManagedModel<Shot, Double> model =
        home.model("lights", columns, regression("light"))
            .trainer(
                context ->
                    new TrainedModel(
                        LinearEngine.FORMAT,
                        LinearEngine.architecture(CELLS, 1),
                        List.of(
                            new NamedContent(
                                LinearEngine.FILE,
                                Content.of(
                                    LinearEngine.file(new float[][] {new float[CELLS + 1]}))))))
            .monitor(drift().window(WINDOW).falseAlarmRate(0.001))
            .loggedInputs(LoggedInputs.all())
            .open();
    model.promote(model.train(split(change)), ALICE, "For the test");
    return model;
  }

  private DriftReport window(ManagedModel<Shot, Double> model, boolean turned) {
    for (int i = 0; i < WINDOW; i++) {
      model.predict(shot(turned));
    }
    return model.monitoring().findDrift().orElseThrow();
  }

  @Test
  void areFoundByAClassifier() {
    try (ManagedModel<Shot, Double> model = model(column -> column)) {
      DriftReport quiet = window(model, false);
      DriftReport turned = window(model, true);

      assertThat(quiet.columns())
          .extracting(ColumnDrift::name)
          .containsExactlyInAnyOrder("image", "image.mean", "image.deviation", "prediction");
      assertThat(quiet.columns()).extracting(ColumnDrift::verdict).containsOnly(Verdict.NO_DRIFT);
      assertThat(turned.driftedColumns()).containsExactly("image");
      assertThat(turned.columns().get(0).divergence().explanation())
          .matches(
              "a classifier tells rows of the window from those of the reference in [89]\\d %.*");
    }
  }

  @Test
  void areFoundInTheLogAsWell() {
    try (ManagedModel<Shot, Double> model = model(column -> column)) {
      window(model, false);
      window(model, true);
      Instant now = Instant.now();

      DriftBacktest backtest =
          model
              .backtest(drift().window(WINDOW).falseAlarmRate(0.001).build())
              .between(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));

      assertThat(backtest.reports())
          .extracting(DriftReport::driftedColumns)
          .containsExactly(List.of("image"));
      assertThat(backtest.windows()).isEqualTo(2);
    }
  }

  private record Placed(Shot shot, String place) {}

  /** Of a function, whose images are compared with the rows of a version. */
  @Test
  void areComparedForAllSegmentsTogether() {
    Columns<Placed> columns =
        Columns.from(Placed.class)
            .tensor(IMAGE, (placed, target, offset) -> copy(placed.shot, target, offset))
            .string("place", Placed::place)
            .build();
    List<Placed> rows = IntStream.range(0, 1_200).mapToObj(i -> placed(i, false)).toList();
    DatasetVersion reference =
        home.datasets()
            .dataset("placed")
            .snapshot(Sources.records(columns, rows::forEach))
            .commit();
    DriftMonitor monitor =
        drift()
            .reference(reference)
            .by("place")
            .inputsOnly()
            .window(WINDOW)
            .falseAlarmRate(0.001)
            .build();
    try (ManagedModel<Placed, Double> model =
        home.model("lights", columns, regression("light"))
            .serving(placed -> placed.shot.light())
            .monitor(monitor)
            .open()) {
      IntStream.range(0, WINDOW).forEach(i -> model.predict(placed(i, false)));
      DriftReport quiet = model.monitoring().findDrift().orElseThrow();
      IntStream.range(0, WINDOW).forEach(i -> model.predict(placed(i, true)));

      assertThat(quiet.drifted()).isFalse();
      assertThat(quiet.columns())
          .extracting(ColumnDrift::name)
          .contains("image", "image.mean", "image.mean (place=left)")
          .doesNotContain("image (place=left)");
      assertThat(model.monitoring().findDrift().orElseThrow().driftedColumns())
          .containsExactly("image");
    }
  }

  private Placed placed(int row, boolean turned) {
    return new Placed(shot(turned), row % 2 == 0 ? "left" : "right");
  }

  @Test
  void areNotLookedForInPrivateImages() {
    try (ManagedModel<Shot, Double> model = model(ColumnBuilder::asPrivate)) {
      assertThat(window(model, true).columns())
          .extracting(ColumnDrift::name)
          .doesNotContain("image");
    }
  }
}
