package io.lifecycle4j.model;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.schema.Baselines;
import io.lifecycle4j.schema.Task;
import java.util.List;

/**
 * A simple model that a version is measured beside.
 *
 * <p>A training fits baselines to the rows that its trainer learns from, and the version keeps
 * them. So an evaluation and a gate measure version and baselines on the same held-out rows. {@link
 * Baselines} says which ones a task has:
 *
 * <ul>
 *   <li>{@code prior}: the shares of the classes, and so the most frequent class; or the share of
 *       each label
 *   <li>{@code mean} and {@code median} of each label; of a reconstruction, the mean of each input
 *   <li>{@code quantiles} of the label
 *   <li>{@code linear}: least squares on the prepared inputs, or logistic regression with the
 *       penalty {@code C = 1} of scikit-learn; only if a row has at most {@value #MAX_INPUTS}
 *       numbers, and there are at most 5,000 weights. Of very many rows, an even selection is used
 *   <li>{@code last_value} and {@code seasonal_last_value}: the shortest and the longest
 *       {@linkplain io.lifecycle4j.preprocessing.Step.Lag lag} of the label, if the preprocessing
 *       has any
 * </ul>
 *
 * <p>A baseline predicts the most probable class, or decides by the threshold that the task
 * declares. If training chooses the threshold, it chooses one for each baseline, in the same way
 * and on the same rows.
 *
 * <p>Immutable and thread-safe. Kinds may be added: a switch needs a default branch.
 */
public sealed interface Baseline {
  /** The most numbers of a prepared row to which a linear baseline is fitted. */
  int MAX_INPUTS = 256;

  /**
   * Returns the name.
   *
   * @return the name, such as {@code linear}
   */
  String name();

  /**
   * A linear function of the prepared inputs, or constants.
   *
   * @param name the name
   * @param constants a number for each output of the task
   * @param weights for each output, a weight for each number of a prepared row, the inputs in the
   *     order of the signature; empty if the outputs are constant
   */
  record Linear(String name, List<Double> constants, List<List<Double>> weights)
      implements Baseline {
    /** Checks the parts. */
    public Linear {
      checkName("baseline", name);
      constants = copy(constants, "constants of baseline " + name);
      weights =
          copy(weights, "weights of baseline " + name).stream()
              .<List<Double>>map(output -> copy(output, "weights of an output"))
              .toList();
      check(!constants.isEmpty(), "Invalid baseline %s: no constants (needs at least 1)", name);
      check(
          weights.isEmpty() || weights.size() == constants.size(),
          "Invalid baseline %s: weights of %s outputs (must be %s)",
          name,
          weights.size(),
          constants.size());
      int inputs = weights.isEmpty() ? 0 : weights.get(0).size();
      check(
          weights.stream().allMatch(output -> output.size() == inputs),
          "Invalid baseline %s: outputs with different numbers of weights",
          name);
    }
  }

  /**
   * An earlier value of the label.
   *
   * @param name the name
   * @param column the column that a lag fills with the earlier value
   * @param otherwise the output for a row without an earlier value: the mean of the training rows
   */
  record LastValue(String name, String column, double otherwise) implements Baseline {
    /** Checks the parts. */
    public LastValue {
      checkName("baseline", name);
      checkName("column", column);
      check(
          Double.isFinite(otherwise), "Invalid baseline %s: %s (must be finite)", name, otherwise);
    }
  }

  /**
   * A baseline with a decision of its own, such as the threshold that was chosen for its outputs.
   *
   * @param fitted the baseline that computes the outputs
   * @param task the task of the version, {@linkplain Task#adjusted adjusted} to these outputs; not
   *     adjusted if that failed, for example because no threshold reaches the required precision;
   *     the most probable class is then predicted
   */
  record Adjusted(Baseline fitted, Task<?> task) implements Baseline {
    /** Checks the parts. */
    public Adjusted {
      check(
          !(required(fitted, "baseline") instanceof Adjusted),
          "Invalid baseline %s: adjusted twice",
          fitted.name());
      required(task, "task");
    }

    @Override
    public String name() {
      return fitted.name();
    }
  }
}
