package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Adam with decoupled weight decay (Kingma and Ba 2015; Loshchilov and Hutter 2019).
 *
 * <p>DJL's implementation keeps its moments outside any manager, so that they are never freed, and
 * its trainer rejects an initial gradient of zero.
 */
final class Adam implements WeightUpdates {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private final AdamSettings settings;
  private final List<Moments> all = new ArrayList<>();
  private int step;
  private float rate;

  private record Moments(Parameter parameter, NDArray mean, NDArray variance) {}

  @Override
  public OptionalDouble learningRate() {
    return OptionalDouble.of(Decimals.of(rate));
  }

  /** Creates the state for all parameters of an initialised network that are not frozen. */
  Adam(AdamSettings settings, Block network, NDManager manager) {
    this.settings = settings;
    for (Parameter parameter : network.getParameters().values()) {
      if (parameter.requiresGradient()) {
        NDArray mean = manager.zeros(parameter.getShape());
        all.add(new Moments(parameter, mean, manager.zeros(parameter.getShape())));
      }
    }
  }

  @Override
  public void step(double done) {
    step++;
    rate = settings.learningRate(done);
    float corrected =
        (float) (rate * Math.sqrt(1 - Math.pow(BETA2, step)) / (1 - Math.pow(BETA1, step)));
    for (Moments moments : all) {
      NDArray weight = moments.parameter.getArray();
      // Each call creates a handle in the long-lived manager of the weight, which must be closed.
      try (NDArray gradient = weight.getGradient()) {
        weight
            .getNDArrayInternal()
            .adamUpdate(
                new NDList(weight, gradient, moments.mean, moments.variance),
                new NDList(weight),
                rate,
                corrected,
                settings.weightDecay(),
                1,
                -1,
                BETA1,
                BETA2,
                EPSILON,
                true,
                true);
      }
    }
  }
}
