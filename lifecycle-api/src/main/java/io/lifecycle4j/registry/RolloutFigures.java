package io.lifecycle4j.registry;

import static io.lifecycle4j.error.Preconditions.required;

/**
 * The figures of both arms of a rollout, at the same time.
 *
 * @param canary those of the new version
 * @param control those of an equally chosen, equally large share of the requests to the version in
 *     production; while the new version bakes, those of all steps before
 */
public record RolloutFigures(ArmFigures canary, ArmFigures control) {
  /** The figures before the first request. */
  public static final RolloutFigures NONE = new RolloutFigures(ArmFigures.NONE, ArmFigures.NONE);

  /** Checks the parts. */
  public RolloutFigures {
    required(canary, "figures of the canary");
    required(control, "figures of the control");
  }

  /**
   * Adds the figures of a later step.
   *
   * @param later the figures of the later step
   * @return the sums of both arms
   */
  public RolloutFigures plus(RolloutFigures later) {
    return new RolloutFigures(
        canary.plus(required(later, "figures").canary), control.plus(later.control));
  }
}
