package io.lifecycle4j.djl.training;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.checkUnset;

import org.jspecify.annotations.Nullable;

/**
 * Optimizers that compute the same as in PyTorch 2.7. Checkpoints contain their state.
 *
 * <pre>{@code
 * DjlTrainer.builder().network(network).optimizer(adamW().learningRate(0.001).weightDecay(0.01))
 * }</pre>
 */
public final class Optimizers {
  private Optimizers() {}

  /**
   * Stochastic gradient descent.
   *
   * @return its settings, with their defaults
   */
  public static Sgd sgd() {
    return new Sgd();
  }

  /**
   * Adam (Kingma and Ba 2015), whose weight decay is a part of the gradient.
   *
   * @return its settings, with their defaults
   */
  public static Adam adam() {
    return new Adam(false, 0);
  }

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter 2019). Its weight decay is 0.01 by
   * default.
   *
   * @return its settings, with their defaults
   */
  public static Adam adamW() {
    return new Adam(true, 0.01);
  }

  /**
   * RMSProp (Tieleman and Hinton 2012), not centered.
   *
   * @return its settings, with their defaults
   */
  public static RmsProp rmsProp() {
    return new RmsProp();
  }

  static double checkRate(double rate) {
    check(
        (float) rate > 0 && rate < 1e6,
        "Invalid learning rate: %s (must be above 0, below 1000000)",
        rate);
    return rate;
  }

  static double checkDecay(double decay) {
    check(
        decay >= 0 && decay < 1e6,
        "Invalid weight decay: %s (must be at least 0, below 1000000)",
        decay);
    return decay;
  }

  private static double checkShare(String what, double value) {
    check(
        value >= 0 && (float) value < 1,
        "Invalid %s: %s (must be at least 0, below 1)",
        what,
        value);
    return value;
  }

  private static double checkEpsilon(double epsilon) {
    check(
        (float) epsilon > 0 && epsilon < 1,
        "Invalid epsilon: %s (must be above 0, below 1)",
        epsilon);
    return epsilon;
  }

  private static double or(@Nullable Double value, double otherwise) {
    return value == null ? otherwise : value;
  }

  /**
   * The settings of an optimizer. Not thread-safe. Setting a part twice is an error.
   *
   * @param <B> the type of the settings
   */
  public abstract static sealed class Settings<B extends Settings<B>> permits Sgd, Adam, RmsProp {
    private @Nullable Double rate;
    private @Nullable Double decay;

    abstract B self();

    abstract UpdateRule rule();

    /**
     * Sets the learning rate, which a {@link Schedule} may change from step to step. Default:
     * 0.001; for RMSProp and stochastic gradient descent 0.01.
     *
     * @param rate the rate, above 0
     * @return these settings
     */
    public B learningRate(double rate) {
      checkUnset(this.rate, "optimizer", "learning rate");
      this.rate = checkRate(rate);
      return self();
    }

    /**
     * Sets the weight decay. Default: 0; for {@link #adamW} 0.01.
     *
     * @param decay the decay, at least 0
     * @return these settings
     */
    public B weightDecay(double decay) {
      checkUnset(this.decay, "optimizer", "weight decay");
      this.decay = checkDecay(decay);
      return self();
    }

    final double rate(double otherwise) {
      return or(rate, otherwise);
    }

    final double decay(double otherwise) {
      return or(decay, otherwise);
    }
  }

  /** The settings of stochastic gradient descent. */
  public static final class Sgd extends Settings<Sgd> {
    private @Nullable Double momentum;
    private boolean nesterov;

    private Sgd() {}

    /**
     * Sets the momentum: each update repeats this share of the previous one. Default: 0.
     *
     * @param momentum the share, at least 0, below 1
     * @return these settings
     */
    public Sgd momentum(double momentum) {
      checkUnset(this.momentum, "optimizer", "momentum");
      this.momentum = checkShare("momentum", momentum);
      return this;
    }

    /**
     * Uses Nesterov momentum (1983), which looks one update ahead. Requires a momentum above 0.
     *
     * @return these settings
     */
    public Sgd nesterov() {
      checkUnset(nesterov, "optimizer", "momentum of Nesterov");
      nesterov = true;
      return this;
    }

    @Override
    Sgd self() {
      return this;
    }

    @Override
    UpdateRule rule() {
      double share = or(momentum, 0);
      check(
          !nesterov || share > 0, "Invalid optimizer: sgd with nesterov and no momentum (set one)");
      return new UpdateRule.Sgd(rate(0.01), share, nesterov, decay(0));
    }
  }

  /** The settings of Adam and AdamW. */
  public static final class Adam extends Settings<Adam> {
    private final boolean decoupled;
    private final double usualDecay;
    private @Nullable Double beta1;
    private @Nullable Double beta2;
    private @Nullable Double epsilon;

    private Adam(boolean decoupled, double usualDecay) {
      this.decoupled = decoupled;
      this.usualDecay = usualDecay;
    }

    /**
     * Sets how much of the mean of earlier gradients is kept in each update. Default: 0.9.
     *
     * @param beta1 the share, at least 0, below 1
     * @return these settings
     */
    public Adam beta1(double beta1) {
      checkUnset(this.beta1, "optimizer", "beta1");
      this.beta1 = checkShare("beta1", beta1);
      return this;
    }

    /**
     * Sets how much of the mean of earlier squared gradients is kept in each update. Default:
     * 0.999.
     *
     * @param beta2 the share, at least 0, below 1
     * @return these settings
     */
    public Adam beta2(double beta2) {
      checkUnset(this.beta2, "optimizer", "beta2");
      this.beta2 = checkShare("beta2", beta2);
      return this;
    }

    /**
     * Sets what is added to the deviation before it divides. Default: 1e-8.
     *
     * @param epsilon the number, above 0, below 1
     * @return these settings
     */
    public Adam epsilon(double epsilon) {
      checkUnset(this.epsilon, "optimizer", "epsilon");
      this.epsilon = checkEpsilon(epsilon);
      return this;
    }

    @Override
    Adam self() {
      return this;
    }

    @Override
    UpdateRule rule() {
      return new UpdateRule.Adam(
          rate(0.001),
          or(beta1, 0.9),
          or(beta2, 0.999),
          or(epsilon, 1e-8),
          decay(usualDecay),
          decoupled);
    }
  }

  /** The settings of RMSProp. */
  public static final class RmsProp extends Settings<RmsProp> {
    private @Nullable Double smoothing;
    private @Nullable Double epsilon;
    private @Nullable Double momentum;

    private RmsProp() {}

    /**
     * Sets how much of the mean of earlier squared gradients is kept in each update: the {@code
     * alpha} of PyTorch. Default: 0.99.
     *
     * @param smoothing the share, at least 0, below 1
     * @return these settings
     */
    public RmsProp smoothing(double smoothing) {
      checkUnset(this.smoothing, "optimizer", "smoothing");
      this.smoothing = checkShare("smoothing", smoothing);
      return this;
    }

    /**
     * Sets what is added to the deviation before it divides. Default: 1e-8.
     *
     * @param epsilon the number, above 0, below 1
     * @return these settings
     */
    public RmsProp epsilon(double epsilon) {
      checkUnset(this.epsilon, "optimizer", "epsilon");
      this.epsilon = checkEpsilon(epsilon);
      return this;
    }

    /**
     * Sets the momentum: each update repeats this share of the one before. Default: 0.
     *
     * @param momentum the share, at least 0, below 1
     * @return these settings
     */
    public RmsProp momentum(double momentum) {
      checkUnset(this.momentum, "optimizer", "momentum");
      this.momentum = checkShare("momentum", momentum);
      return this;
    }

    @Override
    RmsProp self() {
      return this;
    }

    @Override
    UpdateRule rule() {
      return new UpdateRule.RmsProp(
          rate(0.01), or(smoothing, 0.99), or(epsilon, 1e-8), or(momentum, 0), decay(0));
    }
  }
}
