package io.lifecycle4j.registry;

/**
 * What a change of the registry can do. It decides what a library blocks that does not know the
 * change.
 */
public enum Effect {
  /**
   * It may change which version serves, or forbid one. Where it is unknown, what it affects is
   * neither changed nor served.
   */
  SERVES,
  /**
   * It takes part in the decision whether an alias may move. Where it is unknown, the affected
   * version or alias serves, and is not moved; but an alias goes back to an earlier version, since
   * what decides about promotions must not keep a bad version in production.
   */
  DECIDES,
  /** It only says something. Where it is unknown, it blocks nothing. */
  INFORMS
}
