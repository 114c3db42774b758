package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;

/**
 * A person or service that makes changes recorded in the audit trail.
 *
 * @param name the name
 */
public record Actor(String name) {
  /** Checks the name. */
  public Actor {
    checkName("actor", name);
  }

  /**
   * Returns an actor: {@code by("alice")}.
   *
   * @param name the name of a person or a service
   * @return the actor
   */
  public static Actor by(String name) {
    return new Actor(name);
  }
}
