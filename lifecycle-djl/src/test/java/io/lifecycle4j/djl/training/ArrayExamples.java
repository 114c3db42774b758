package io.lifecycle4j.djl.training;

import io.lifecycle4j.schema.Tensor;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.training.Examples;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Examples in arrays. */
final class ArrayExamples implements Examples {
  private final float[][] features;
  private final float[] truths;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> targets;

  ArrayExamples(float[][] features, float[] truths) {
    this(
        features,
        truths,
        List.of(TensorSpec.float32("features", features[0].length)),
        List.of(TensorSpec.float32("value")));
  }

  private ArrayExamples(
      float[][] features, float[] truths, List<TensorSpec> inputs, List<TensorSpec> targets) {
    this.features = features;
    this.truths = truths;
    this.inputs = inputs;
    this.targets = targets;
  }

  /** Two clouds of points around (-1, -1) and (1, 1). */
  static ArrayExamples blobs(int rows, long seed) {
    Random random = new Random(seed);
    float[][] features = new float[rows][2];
    float[] truths = new float[rows];
    for (int i = 0; i < rows; i++) {
      truths[i] = i % 2;
      double center = truths[i] * 2 - 1;
      features[i][0] = (float) (center + random.nextGaussian() * 0.4);
      features[i][1] = (float) (center + random.nextGaussian() * 0.4);
    }
    return new ArrayExamples(features, truths);
  }

  /** Points in a square; the class says whether the signs of the coordinates differ. */
  static ArrayExamples xor(int rows, long seed) {
    return of(rows, 2, seed, row -> row[0] * row[1] < 0 ? 1 : 0);
  }

  static ArrayExamples of(int rows, int width, long seed, ToDoubleFunction<float[]> truth) {
    Random random = new Random(seed);
    float[][] features = new float[rows][width];
    float[] truths = new float[rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < width; j++) {
        features[i][j] = random.nextFloat() * 2 - 1;
      }
      truths[i] = (float) truth.applyAsDouble(features[i]);
    }
    return new ArrayExamples(features, truths);
  }

  /** Images of one bright bar, upright (class 0) or flat (class 1), with noise. */
  static ArrayExamples bars(int rows, int side, long seed) {
    Random random = new Random(seed);
    float[][] features = new float[rows][side * side];
    float[] truths = new float[rows];
    for (int i = 0; i < rows; i++) {
      truths[i] = i % 2;
      int place = random.nextInt(side);
      for (int j = 0; j < side * side; j++) {
        boolean bar = (truths[i] == 0 ? j % side : j / side) == place;
        features[i][j] = (bar ? 1 : 0) + random.nextFloat() * 0.3f;
      }
    }
    return new ArrayExamples(features, truths);
  }

  float[][] features() {
    return features;
  }

  float truth(int row) {
    return truths[row];
  }

  @Override
  public int size() {
    return features.length;
  }

  int width() {
    return features[0].length;
  }

  /** Returns the same rows in other shapes. */
  ArrayExamples as(List<TensorSpec> inputs, List<TensorSpec> targets) {
    return new ArrayExamples(features, truths, inputs, targets);
  }

  @Override
  public List<TensorSpec> inputs() {
    return inputs;
  }

  @Override
  public List<TensorSpec> targets() {
    return targets;
  }

  @Override
  public void read(int[] rows, List<Tensor> into, List<Tensor> targetsInto) {
    FloatBuffer numbers = into.get(0).floats();
    for (int i = 0; i < rows.length; i++) {
      numbers.put(features[rows[i]]);
      targetsInto.get(0).set(i, truths[rows[i]]);
    }
  }
}
