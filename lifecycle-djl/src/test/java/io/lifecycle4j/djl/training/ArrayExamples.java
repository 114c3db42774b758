package io.lifecycle4j.djl.training;

import io.lifecycle4j.training.Examples;
import java.nio.FloatBuffer;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Examples in arrays. */
final class ArrayExamples implements Examples {
  private final float[][] features;
  private final float[] truths;

  ArrayExamples(float[][] features, float[] truths) {
    this.features = features;
    this.truths = truths;
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

  @Override
  public int width() {
    return features[0].length;
  }

  @Override
  public void read(int[] rows, FloatBuffer to, FloatBuffer truthsTo) {
    for (int row : rows) {
      to.put(features[row]);
      truthsTo.put(truths[row]);
    }
  }
}
