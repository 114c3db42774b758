package io.lifecycle4j.core.serving.traffic;

import static io.lifecycle4j.error.Preconditions.check;

/**
 * Whose requests are counted together: those of a version, in an arm of a rollout or in none.
 *
 * @param rollout the id of the rollout; empty without one
 * @param step the step of the rollout, from 0; 0 without one
 */
public record Counted(int version, String rollout, int step) {
  /** Checks the parts. */
  public Counted {
    check(step >= 0, "Invalid step of a rollout: %s (must not be negative)", step);
  }

  /** Returns the requests of a version that are in no arm. */
  static Counted of(int version) {
    return new Counted(version, "", 0);
  }

  /** Returns whether they are those of an arm. */
  boolean isArm() {
    return !rollout.isEmpty();
  }
}
