package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static io.lifecycle4j.monitoring.Drift.drift;
import static io.lifecycle4j.schema.Tasks.regression;
import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.model.network.Architecture;
import io.lifecycle4j.core.model.network.JavaEngine;
import io.lifecycle4j.core.model.network.WeightsFile;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.model.TrainedModel;
import io.lifecycle4j.monitoring.ColumnDrift;
import io.lifecycle4j.monitoring.ColumnDrift.Verdict;
import io.lifecycle4j.monitoring.DriftMonitorBuilder;
import io.lifecycle4j.monitoring.DriftReport;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes of images that only the last layer but one of a network shows. */
class EmbeddingDriftTest {
  private static final int WINDOW = 100;
  private static final int SIDE = 24;
  private static final int CELLS = SIDE * SIDE;
  private static final Column IMAGE = Column.tensor("image", SIDE, SIDE);
  private static final String EMBEDDING = "prediction.embedding";

  private final Lifecycle home = Flowers.inMemory(new JavaEngine());
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

  /** Returns a faint pattern, half of it bright and half of it dark. */
  private static float pattern(int cell) {
    return (cell / SIDE + cell % SIDE) % 2 == 0 ? 1f / SIDE : -1f / SIDE;
  }

  /** Returns noise, with a pattern that each pixel hides. */
  private Shot shot(double contrast) {
    float[] image = new float[CELLS];
    for (int i = 0; i < CELLS; i++) {
      image[i] = (float) (random.nextGaussian() + contrast * pattern(i));
    }
    return new Shot(image, random.nextInt(5));
  }

  /** Returns a network that sees the pattern, and does not answer by it. */
  private static TrainedModel network() {
    float[] weights = new float[2 * CELLS];
    for (int i = 0; i < CELLS; i++) {
      weights[i] = pattern(i);
      weights[CELLS + i] = i == 0 ? 1 : 0;
    }
    byte[] file =
        WeightsFile.write(
            List.of(
                Tensor.of("dense1.weight", weights, 2, CELLS),
                Tensor.of("dense1.bias", new float[2], 2),
                Tensor.of("output.weight", new float[] {0, 1}, 1, 2),
                Tensor.of("output.bias", new float[1], 1)));
    return new TrainedModel(
        JavaEngine.FORMAT,
        new Architecture(Architecture.LAYERS, "flatten dense(2)").text(),
        List.of(new NamedContent(WeightsFile.NAME, Content.of(file))));
  }

  private Split split(UnaryOperator<ColumnBuilder> change) {
    Columns<Shot> columns =
        Columns.from(Shot.class)
            .tensor(IMAGE, EmbeddingDriftTest::copy)
            .float64("light", Shot::light)
            .build()
            .change("image", change);
    List<Shot> shots = IntStream.range(0, 600).mapToObj(i -> shot(0)).toList();
    return home.datasets()
        .dataset("shots")
        .snapshot(Sources.records(columns, shots::forEach))
        .commit()
        .split(Splits.byHash(1).train(0.4).validation(0.6).holdout(0));
  }

  private ManagedModel<Shot, Double> model(DriftMonitorBuilder monitor) {
    Columns<Shot> columns =
        Columns.from(Shot.class).tensor(IMAGE, EmbeddingDriftTest::copy).build();
    return home.model("lights", columns, regression("light"))
        .trainer(context -> network())
        .monitor(monitor.window(WINDOW).falseAlarmRate(0.001))
        .open();
  }

  private DriftReport window(ManagedModel<Shot, Double> model, double contrast) {
    for (int i = 0; i < WINDOW; i++) {
      model.predict(shot(contrast));
    }
    return model.monitoring().findDrift().orElseThrow();
  }

  @Test
  void areFoundIfTheMonitorAsksForEmbeddings() {
    try (ManagedModel<Shot, Double> model = model(drift().embeddings())) {
      model.promote(model.train(split(column -> column)), ALICE, "For the test");
      DriftReport quiet = window(model, 0);

      assertThat(quiet.columns())
          .extracting(ColumnDrift::name)
          .containsExactlyInAnyOrder(
              "image", "image.mean", "image.deviation", "prediction", EMBEDDING);
      assertThat(quiet.columns()).extracting(ColumnDrift::verdict).containsOnly(Verdict.NO_DRIFT);
      assertThat(window(model, 2).driftedColumns()).containsExactly(EMBEDDING);
    }
  }

  @Test
  void areNotComparedIfNobodyAsksOrTheReferenceHasNone() {
    try (ManagedModel<Shot, Double> model = model(drift())) {
      model.promote(model.train(split(column -> column)), ALICE, "For the test");
      assertThat(window(model, 2).columns())
          .extracting(ColumnDrift::name)
          .doesNotContain(EMBEDDING);
    }
    try (ManagedModel<Shot, Double> model = model(drift().embeddings())) {
      assertThat(window(model, 2).columns())
          .extracting(ColumnDrift::name)
          .doesNotContain(EMBEDDING);
    }
  }

  @Test
  void areNotComparedIfAnInputIsPrivate() {
    try (ManagedModel<Shot, Double> model = model(drift().embeddings())) {
      model.promote(model.train(split(ColumnBuilder::asPrivate)), ALICE, "For the test");
      assertThat(window(model, 2).columns())
          .extracting(ColumnDrift::name)
          .doesNotContain(EMBEDDING);
    }
  }
}
