package io.lifecycle4j.benchmarks;

import io.lifecycle4j.tracking.Run;

/** Steps of about a millisecond of arithmetic, with and without logging. Not thread-safe. */
final class TrainingStep {
  static final int BLOCKS = 40;
  private static final int STEPS = 100;
  private static final int WIDTH = 256;
  private static final long STEP_NANOS = 1_000_000;

  private final float[] weights = new float[WIDTH * WIDTH];
  private final float[] layer = new float[WIDTH];
  private final int rounds;
  private long step;

  TrainingStep() {
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.sin(i) / WIDTH;
    }
    layer[0] = 1;
    rounds = calibrate();
  }

  /** Determines how often the layer can be passed in a millisecond. */
  private int calibrate() {
    int most = 0;
    for (int attempt = 0; attempt < 200; attempt++) {
      long begin = System.nanoTime();
      int passes = 0;
      while (System.nanoTime() - begin < STEP_NANOS) {
        pass();
        passes++;
      }
      most = Math.max(most, passes); // Of an undisturbed attempt.
    }
    return most;
  }

  private void pass() {
    for (int row = 0; row < WIDTH; row++) {
      float sum = 0;
      for (int column = 0; column < WIDTH; column++) {
        sum += weights[row * WIDTH + column] * layer[column];
      }
      layer[row] = 0.5f + sum / (1 + Math.abs(sum));
    }
  }

  private void compute() {
    for (int i = 0; i < rounds; i++) {
      pass();
    }
  }

  /** Returns the duration of a block of steps, in nanoseconds. */
  double plain() {
    long begin = System.nanoTime();
    for (int i = 0; i < STEPS; i++) {
      compute();
    }
    return System.nanoTime() - begin;
  }

  /** Returns the duration of a block of steps that log ten metrics each, in nanoseconds. */
  double logged(Run run) {
    long begin = System.nanoTime();
    for (int i = 0; i < STEPS; i++) {
      compute();
      TrackingHome.step(run, step++);
    }
    return System.nanoTime() - begin;
  }
}
