package io.lifecycle4j.core.model;

import io.lifecycle4j.error.UntrustedModelException;
import io.lifecycle4j.model.GoldenRow;
import io.lifecycle4j.model.LoadedModel;
import io.lifecycle4j.model.ModelArtifact;
import io.lifecycle4j.model.ModelManifest;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Prepared inputs whose outputs are known.
 *
 * <p>Hashes say that the weights are those registered; golden rows say that this engine, on this
 * machine, still makes of them what it made then.
 */
public final class GoldenRows {
  private GoldenRows() {}

  /**
   * Records what a freshly loaded model gives for prepared rows.
   *
   * @param model the model
   * @param artifact what was loaded
   * @param inputs prepared rows, {@code float[rows][width]}
   * @return the rows with their outputs
   */
  public static List<GoldenRow> record(
      LoadedModel model, ModelArtifact artifact, List<float[]> inputs) {
    List<GoldenRow> golden = new ArrayList<>();
    try (TensorRunner runner = new TensorRunner(model, artifact)) {
      for (float[] input : inputs) {
        runner.input(1).put(input);
        float[] outputs = runner.run(1);
        golden.add(new GoldenRow(list(input), list(Arrays.copyOf(outputs, artifact.outputs()))));
      }
    }
    return golden;
  }

  /**
   * Throws unless every golden row gives the output it must.
   *
   * @param label what the model is called, for messages
   * @param manifest what was loaded
   * @param model the model
   * @throws UntrustedModelException if a row gives another output
   */
  static void replay(String label, ModelManifest manifest, LoadedModel model) {
    try (TensorRunner runner = new TensorRunner(model, manifest.artifact())) {
      for (GoldenRow row : manifest.golden()) {
        FloatBuffer input = runner.input(1);
        row.input().forEach(input::put);
        compare(label, row.output(), runner.run(1));
      }
    }
  }

  private static void compare(String label, List<Float> expected, float[] found) {
    for (int i = 0; i < expected.size(); i++) {
      double size = Math.max(1, Math.abs(expected.get(i)));
      // written so that NaN fails, and infinities, which are as far apart as may be
      if (!Float.isFinite(found[i])
          || !(Math.abs(found[i] - expected.get(i)) <= GoldenRow.TOLERANCE * size)) {
        throw new UntrustedModelException(
            String.format(
                Locale.ROOT,
                "Cannot load %s: a golden row gives %s at output %s (must be %s within %s)",
                label,
                found[i],
                i,
                expected.get(i),
                GoldenRow.TOLERANCE));
      }
    }
  }

  private static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(value);
    }
    return list;
  }
}
