package io.lifecycle4j.core.preprocessing;

import io.lifecycle4j.preprocessing.FittedStep;
import java.util.List;

/** The steps of a tensor, in 64 bits. Immutable and thread-safe. */
final class ChannelArithmetic {
  private final int plane;
  private final double[][] shifts;
  private final double[][] factors;

  ChannelArithmetic(int plane, List<FittedStep.Channels> steps) {
    this.plane = plane;
    this.shifts = steps.stream().map(step -> array(step.shifts())).toArray(double[][]::new);
    this.factors = steps.stream().map(step -> array(step.factors())).toArray(double[][]::new);
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Applies the steps to one tensor at the same offset of both arrays. */
  void apply(float[] values, double[] target, int offset, int cells) {
    for (int i = 0; i < cells; i++) {
      target[offset + i] = values[offset + i];
    }
    for (int step = 0; step < shifts.length; step++) {
      for (int from = 0; from < cells; from += plane) {
        double shift = shifts[step][from / plane];
        double factor = factors[step][from / plane];
        for (int i = offset + from; i < offset + from + plane; i++) {
          target[i] = (target[i] - shift) * factor;
        }
      }
    }
  }
}
