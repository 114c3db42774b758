package io.lifecycle4j.benchmarks;

import static io.lifecycle4j.djl.model.DjlModels.torchScript;
import static io.lifecycle4j.registry.Actor.by;
import static io.lifecycle4j.schema.Tasks.classification;

import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.monitoring.DriftMonitor;
import io.lifecycle4j.schema.Columns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/**
 * The library's side for a program that PyTorch wrote: a registered version in production in a home
 * of files. Every column and the prediction are monitored for drift in windows of 500, and every
 * prediction is logged.
 */
final class TorchScriptModel implements Side {
  /** A network 13-16-3, whose inputs are columns. */
  static final Path FILE = Path.of("lifecycle-djl/src/test/resources/external/wine.pt");

  private static final int COLUMNS = 13;
  private static final String LABEL = "label";

  private final TemporaryHome home = TemporaryHome.open();
  private final ManagedModel<float[], String> model;
  private final float[][] rows = rows();

  private TorchScriptModel() {
    this.model =
        ServingSide.shared(
                home.lifecycle()
                    .model(OurModel.MODEL, columns().build(), classification(LABEL, "a", "b", "c")))
            .monitor(DriftMonitor.builder().window(500).falseAlarmRate(0.001).build())
            .open();
  }

  /** Opens a home in a temporary directory, registers the program and promotes it. */
  static TorchScriptModel open() {
    TorchScriptModel side = new TorchScriptModel();
    side.release();
    return side;
  }

  /** Returns the inputs, the same ones each time. */
  static float[][] rows() {
    Random random = new Random(20_260_302);
    float[][] rows = new float[ROWS][COLUMNS];
    for (float[] row : rows) {
      for (int i = 0; i < COLUMNS; i++) {
        row[i] = (float) (10 + 3 * random.nextGaussian());
      }
    }
    return rows;
  }

  private static Columns.Builder<float[]> columns() {
    Columns.Builder<float[]> columns = Columns.from(float[].class);
    for (int i = 0; i < COLUMNS; i++) {
      int place = i;
      columns.float64("x" + i, row -> row[place]);
    }
    return columns;
  }

  private void release() {
    Columns<float[]> labelled =
        columns().string(LABEL, row -> row[0] < 9 ? "a" : row[0] < 11 ? "b" : "c").build();
    DatasetVersion data =
        home.lifecycle()
            .datasets()
            .dataset(OurModel.MODEL)
            .snapshot(Sources.records(labelled, Arrays.asList(rows)::forEach))
            .commit();
    model.promote(
        model.register(
            torchScript(FILE).sha256(sha256()),
            data.split(Splits.byHash(1).train(0.5).validation(0.3).holdout(0.2)),
            by("bench"),
            "To be measured"),
        by("bench"),
        "To be measured");
  }

  private static String sha256() {
    try {
      byte[] bytes = Files.readAllBytes(FILE);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
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
