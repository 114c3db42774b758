package io.lifecycle4j.registry;

/** What a rollout does if a step is neither good enough nor too bad when its time is over. */
public enum Undecided {
  /** The version in production answers all calls again. */
  BACK,
  /** The next step begins, as if the condition held. */
  FORWARD
}
