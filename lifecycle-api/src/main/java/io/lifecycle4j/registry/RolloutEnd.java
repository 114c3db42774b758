package io.lifecycle4j.registry;

/** How a rollout ended. Further ones may be added: a switch needs a default branch. */
public enum RolloutEnd {
  /** The version is in production and has baked. */
  PROMOTED,
  /** A condition failed, or a step stayed undecided: the version before serves again. */
  TURNED_BACK,
  /** A person ended it: the version before serves again. */
  ABORTED,
  /** Production was moved by another promotion or a rollback. */
  SUPERSEDED
}
