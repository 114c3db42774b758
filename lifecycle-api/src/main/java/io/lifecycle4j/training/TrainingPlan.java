package io.lifecycle4j.training;

import static io.lifecycle4j.error.InvalidNameException.checkKey;
import static io.lifecycle4j.error.Preconditions.checkUnset;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.Split;
import io.lifecycle4j.tracking.Param;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One training among several, such as a trial of a search: its rows, its parameters, and when it
 * stops early.
 *
 * <pre>{@code
 * model.train(TrainingPlan.on(split).parameter("learningRate", 0.01).build());
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class TrainingPlan {
  private final Split split;
  private final Map<String, Param> parameters;
  private final StopRule rule;

  private TrainingPlan(Builder builder) {
    split = builder.split;
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(builder.parameters));
    rule = builder.rule == null ? StopRule.NEVER : builder.rule;
  }

  /**
   * Returns a builder.
   *
   * @param split the rows
   * @return a builder for a training without parameters, which nothing stops early
   */
  public static Builder on(Split split) {
    return new Builder(required(split, "split"));
  }

  /**
   * Returns the rows.
   *
   * @return the split
   */
  public Split split() {
    return split;
  }

  /**
   * Returns the parameters of this training.
   *
   * @return values by name, in the order in which they were set
   */
  public Map<String, Param> parameters() {
    return parameters;
  }

  /**
   * Returns what stops this training early.
   *
   * @return the rule; {@link StopRule#NEVER} if none was set
   */
  public StopRule rule() {
    return rule;
  }

  /** Decides whether a training stops early. Called on the training thread, and returns at once. */
  @FunctionalInterface
  public interface StopRule {
    /** Never stops a training. */
    StopRule NEVER = progress -> Optional.empty();

    /**
     * Receives what a trainer {@linkplain TrainingContext#report reports}. An exception it throws
     * makes the training fail.
     *
     * @param progress the progress; at the end of an epoch, {@link TrainingProgress#metrics} has
     *     all that was measured, such as {@code validation_loss}
     * @return the reason to stop, which the run records; empty to go on
     */
    Optional<String> stop(TrainingProgress progress);
  }

  /** Builds a plan. Not thread-safe. Setting a part twice is an error. */
  public static final class Builder {
    private final Split split;
    private final Map<String, Param> parameters = new LinkedHashMap<>();
    private @Nullable StopRule rule;

    private Builder(Split split) {
      this.split = split;
    }

    /**
     * Sets a parameter. The run records it, and a training that is resumed has it again.
     *
     * @param name the name, such as {@code learningRate}; {@code DjlTrainer} takes the keys of its
     *     file whose values are numbers, and rejects others
     * @param value a number, a text or a boolean
     * @return this builder
     * @throws io.lifecycle4j.error.InvalidNameException if it is no name of a parameter of a run
     */
    public Builder parameter(String name, Object value) {
      checkUnset(parameters.get(checkKey("parameter", name)), "training", "parameter " + name);
      parameters.put(name, Param.named(name, value));
      return this;
    }

    /**
     * Sets what stops the training early. It is not stored: a training that is resumed is not
     * stopped by it. Default: nothing.
     *
     * @param rule the rule
     * @return this builder
     */
    public Builder stopWhen(StopRule rule) {
      checkUnset(this.rule, "training", "rule");
      this.rule = required(rule, "rule");
      return this;
    }

    /**
     * Returns the plan.
     *
     * @return the plan
     */
    public TrainingPlan build() {
      return new TrainingPlan(this);
    }
  }
}
