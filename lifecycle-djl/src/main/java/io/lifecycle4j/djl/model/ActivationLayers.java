package io.lifecycle4j.djl.model;

import io.lifecycle4j.core.model.network.Layer;

/** The functions of each number that a {@link NetworkBuilder} adds. */
abstract class ActivationLayers {
  abstract NetworkBuilder add(Layer layer);

  /**
   * Adds a ReLU: the greater of zero and each number.
   *
   * @return this builder
   */
  public NetworkBuilder relu() {
    return add(Layer.of("relu"));
  }

  /**
   * Adds a ReLU that multiplies numbers below zero instead.
   *
   * @param slope the factor, at least 0, below 1; 0.01 is usual
   * @return this builder
   */
  public NetworkBuilder leakyRelu(double slope) {
    return add(Layer.of("leakyRelu").with("slope", slope));
  }

  /**
   * Adds an exponential linear unit: {@code alpha (e^x - 1)} of numbers below zero.
   *
   * @param alpha the factor, at least 0; 1 is usual
   * @return this builder
   */
  public NetworkBuilder elu(double alpha) {
    return add(Layer.of("elu").with("alpha", alpha));
  }

  /**
   * Adds a GELU: each number times the share of a normal distribution below it.
   *
   * @return this builder
   */
  public NetworkBuilder gelu() {
    return add(Layer.of("gelu"));
  }

  /**
   * Adds a swish, or SiLU: each number times its logistic function.
   *
   * @return this builder
   */
  public NetworkBuilder swish() {
    return add(Layer.of("swish"));
  }

  /**
   * Adds a softplus: {@code log(1 + e^x)} of each number.
   *
   * @return this builder
   */
  public NetworkBuilder softplus() {
    return add(Layer.of("softplus"));
  }

  /**
   * Adds the hyperbolic tangent of each number.
   *
   * @return this builder
   */
  public NetworkBuilder tanh() {
    return add(Layer.of("tanh"));
  }

  /**
   * Adds the logistic function of each number.
   *
   * @return this builder
   */
  public NetworkBuilder sigmoid() {
    return add(Layer.of("sigmoid"));
  }

  /**
   * Adds a softmax over the last dimension: positive numbers with the sum 1.
   *
   * @return this builder
   */
  public NetworkBuilder softmax() {
    return add(Layer.of("softmax"));
  }
}
