package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.List;

/** The gradients of a network between the backward pass and the update of the weights. */
final class Gradients {
  /** What PyTorch adds to a norm before it divides by it. */
  private static final double EPSILON = 1e-6;

  private final List<Parameter> all;
  private final List<Parameter> parameters;

  /** Contains those of the parameters that are not frozen. */
  Gradients(Block network) {
    all = network.getParameters().values();
    parameters = all.stream().filter(Parameter::requiresGradient).toList();
  }

  /** Returns the Euclidean norm of all gradients as one vector. */
  double norm() {
    double squares = 0;
    for (Parameter parameter : parameters) {
      try (NDArray gradient = parameter.getArray().getGradient();
          NDArray norm = gradient.norm()) {
        squares += Math.pow(norm.toFloatArray()[0], 2);
      }
    }
    return Math.sqrt(squares);
  }

  /** Returns whether every weight is finite, and every statistic of a normalization. */
  boolean areWeightsFinite() {
    for (Parameter parameter : all) {
      // Not the norm, which is infinite for large finite numbers.
      try (NDArray sizes = parameter.getArray().abs();
          NDArray greatest = sizes.max()) {
        if (!Float.isFinite(greatest.toFloatArray()[0])) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Shortens the gradients to a norm, all by the same factor, as PyTorch does.
   *
   * @param norm their norm
   * @param limit the greatest norm
   */
  void clipNorm(double norm, double limit) {
    double factor = limit / (norm + EPSILON);
    if (factor < 1) {
      for (Parameter parameter : parameters) {
        try (NDArray gradient = parameter.getArray().getGradient()) {
          gradient.muli((float) factor);
        }
      }
    }
  }

  /** Replaces each number by the nearest one between a limit and its negative. */
  void clipValue(double limit) {
    float bound = (float) limit;
    for (Parameter parameter : parameters) {
      try (NDArray gradient = parameter.getArray().getGradient();
          NDArray clipped = gradient.clip(-bound, bound)) {
        gradient.subi(gradient).addi(clipped); // in place; NaN and infinities become NaN
      }
    }
  }
}
