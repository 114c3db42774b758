package io.lifecycle4j.djl.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rule by which an optimizer changes a parameter, equal to that of PyTorch 2.7. */
sealed interface UpdateRule {
  /** Returns the learning rate before any schedule. */
  double rate();

  /** Returns the weight decay. */
  double decay();

  /** Returns this rule with another learning rate and another weight decay. */
  UpdateRule with(double otherRate, double otherDecay);

  /** Returns the names of the arrays that the rule keeps for each parameter, in their order. */
  List<String> moments();

  /**
   * Changes a parameter.
   *
   * @param step the number of the update, from 1
   * @param rate the learning rate of this update
   * @param gradient its gradient, which may be overwritten
   * @param moments the arrays that are kept, zeros at first
   */
  void update(long step, float rate, NDArray weight, NDArray gradient, List<NDArray> moments);

  /** Returns the name of the optimizer and its settings, as they are recorded with a run. */
  Map<String, Object> values();

  /** Stochastic gradient descent, with momentum (Polyak 1964) or that of Nesterov (1983). */
  record Sgd(double rate, double momentum, boolean nesterov, double decay) implements UpdateRule {
    @Override
    public UpdateRule with(double otherRate, double otherDecay) {
      return new Sgd(otherRate, momentum, nesterov, otherDecay);
    }

    @Override
    public List<String> moments() {
      return momentum == 0 ? List.of() : List.of("momentum");
    }

    @Override
    public void update(
        long step, float rate, NDArray weight, NDArray gradient, List<NDArray> moments) {
      addDecay(weight, gradient, decay);
      if (momentum == 0) {
        weight.subi(gradient.muli(rate));
        return;
      }
      NDArray velocity = moments.get(0);
      velocity.muli((float) momentum).addi(gradient);
      if (nesterov) {
        try (NDArray ahead = velocity.mul((float) momentum)) {
          weight.subi(gradient.addi(ahead).muli(rate));
        }
      } else {
        subtract(weight, velocity, rate);
      }
    }

    @Override
    public Map<String, Object> values() {
      Map<String, Object> values = named("sgd", rate, decay);
      values.put("optimizer.momentum", momentum);
      values.put("optimizer.nesterov", nesterov);
      return values;
    }
  }

  /**
   * Adam (Kingma and Ba 2015); decoupled, its weight decay is that of AdamW (Loshchilov and Hutter
   * 2019).
   */
  record Adam(
      double rate, double beta1, double beta2, double epsilon, double decay, boolean decoupled)
      implements UpdateRule {
    @Override
    public UpdateRule with(double otherRate, double otherDecay) {
      return new Adam(otherRate, beta1, beta2, epsilon, otherDecay, decoupled);
    }

    @Override
    public List<String> moments() {
      return List.of("mean", "variance");
    }

    /**
     * Calls the native update, which computes {@code 1 - beta} in float and adds epsilon before the
     * correction of the bias; the arguments make up for both.
     */
    @Override
    public void update(
        long step, float rate, NDArray weight, NDArray gradient, List<NDArray> moments) {
      double mean = (1 - Math.pow(beta1, (double) step)) * (1 - (float) beta1) / (1 - beta1);
      double deviation =
          Math.sqrt((1 - Math.pow(beta2, (double) step)) * (1 - (float) beta2) / (1 - beta2));
      weight
          .getNDArrayInternal()
          .adamUpdate(
              new NDList(weight, gradient, moments.get(0), moments.get(1)),
              new NDList(weight),
              rate,
              (float) (rate * deviation / mean),
              (float) decay,
              1,
              -1,
              (float) beta1,
              (float) beta2,
              (float) (epsilon * deviation),
              true,
              decoupled);
    }

    @Override
    public Map<String, Object> values() {
      Map<String, Object> values = named(decoupled ? "adamW" : "adam", rate, decay);
      values.put("optimizer.beta1", beta1);
      values.put("optimizer.beta2", beta2);
      values.put("optimizer.epsilon", epsilon);
      return values;
    }
  }

  /** RMSProp (Tieleman and Hinton 2012), not centered. */
  record RmsProp(double rate, double smoothing, double epsilon, double momentum, double decay)
      implements UpdateRule {
    @Override
    public UpdateRule with(double otherRate, double otherDecay) {
      return new RmsProp(otherRate, smoothing, epsilon, momentum, otherDecay);
    }

    @Override
    public List<String> moments() {
      return momentum == 0 ? List.of("square") : List.of("square", "momentum");
    }

    @Override
    public void update(
        long step, float rate, NDArray weight, NDArray gradient, List<NDArray> moments) {
      addDecay(weight, gradient, decay);
      NDArray square = moments.get(0);
      try (NDArray squared = gradient.square()) {
        square.muli((float) smoothing).addi(squared.muli((float) (1 - smoothing)));
      }
      try (NDArray deviation = square.sqrt()) {
        gradient.divi(deviation.addi((float) epsilon));
      }
      if (momentum == 0) {
        weight.subi(gradient.muli(rate));
      } else {
        NDArray velocity = moments.get(1);
        velocity.muli((float) momentum).addi(gradient);
        subtract(weight, velocity, rate);
      }
    }

    @Override
    public Map<String, Object> values() {
      Map<String, Object> values = named("rmsProp", rate, decay);
      values.put("optimizer.smoothing", smoothing);
      values.put("optimizer.epsilon", epsilon);
      values.put("optimizer.momentum", momentum);
      return values;
    }
  }

  private static void addDecay(NDArray weight, NDArray gradient, double decay) {
    if (decay > 0) {
      try (NDArray shrink = weight.mul((float) decay)) {
        gradient.addi(shrink);
      }
    }
  }

  private static void subtract(NDArray weight, NDArray velocity, float rate) {
    try (NDArray change = velocity.mul(rate)) {
      weight.subi(change);
    }
  }

  private static Map<String, Object> named(String name, double rate, double decay) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("optimizer", name);
    values.put("learningRate", rate);
    values.put("weightDecay", decay);
    return values;
  }
}
