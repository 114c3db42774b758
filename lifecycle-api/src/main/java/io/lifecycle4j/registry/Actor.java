package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;

/**
 * Who does something that the audit trail records.
 *
 * @param name a person or a service
 */
public record Actor(String name) {
  /** Checks the name. */
  public Actor {
    checkName("actor", name);
  }

  /**
   * Names an actor: {@code by("alice")}.
   *
   * @param name a person or a service
   * @return the actor
   */
  public static Actor by(String name) {
    return new Actor(name);
  }
}
