package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.condition.Condition;
import io.lifecycle4j.condition.Conditions;
import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.schema.Task;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges whether a version may be promoted.
 *
 * <p>A gate of your own is like those of the library: implement this interface, and name it among
 * the gates of a model. If it is a record, its components are its parameters. {@link
 * Object#toString()} describes what the gate requires, such as {@code rmse not worse than
 * production by 0.1}; the verdict and messages name the gate by it.
 *
 * <p>Implementations are immutable and thread-safe.
 */
public interface Gate extends Requirement {
  /**
   * Returns the name of this kind of gate.
   *
   * @return the name, such as {@code not_worse_than_production}; constant
   */
  String id();

  /**
   * Returns what the gate needs, so that a metric that does not exist is refused when the model is
   * opened, the holdout is opened only if a gate needs its rows, the version in production is
   * loaded only if a gate compares with it, and all slices are found in a single pass. Default: the
   * {@linkplain GateNeed#ROWS held-out rows}, the version in production, and {@linkplain
   * GateNeed#MORE_THAN_ROWS more than the rows}, so that each promotion asks the gate.
   *
   * @return the needs; constant
   */
  default Set<GateNeed> needs() {
    return Set.of(GateNeed.ROWS, GateNeed.PRODUCTION, GateNeed.MORE_THAN_ROWS);
  }

  /**
   * Returns a condition on metrics that holds for each version that passes. If no values fulfil it,
   * the gate is refused when the model is opened. Default: it always holds.
   *
   * @return the condition, on metrics and their slices only; constant
   */
  default Condition bounds() {
    return Conditions.always();
  }

  /**
   * Returns what is probably not meant by the gate, to be logged when the model is opened. Default:
   * nothing.
   *
   * @param task the task of the model, which has every metric that the gate needs
   * @return sentences
   */
  default List<String> doubts(Task<?> task) {
    required(task, "task");
    return List.of();
  }

  /**
   * Judges a candidate version. If it throws, or returns null, the verdict is {@link
   * Verdict#ERROR}.
   *
   * @param candidate the candidate version, evaluated on the holdout if the gate {@linkplain
   *     GateNeed#ROWS needs} its rows; usable until this method returns
   * @param production the version in production, evaluated on the same rows, if there is one and
   *     the gate {@linkplain #needs needs} it
   * @return the verdict
   */
  GateVerdict judge(JudgedVersion candidate, Optional<JudgedVersion> production);

  /** Judges a candidate version. */
  @FunctionalInterface
  interface Check {
    /**
     * Judges a candidate version. If it throws, the verdict is {@link Verdict#ERROR}.
     *
     * @param candidate the candidate version, evaluated on the holdout; usable until this method
     *     returns
     * @param production the version in production, evaluated on the same rows, if there is one
     * @return whether the candidate version passes
     */
    boolean passes(JudgedVersion candidate, Optional<JudgedVersion> production);
  }
}
