package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;

/**
 * No alias of the model moves forward until the model is unlocked: promotions are refused, and
 * rollouts stay in their step. Rollbacks remain possible, and a rollout may turn back.
 * Precondition: the model is not locked.
 *
 * @param model the model
 */
public record PromotionsLocked(String model) implements Change {
  /** Checks the name. */
  public PromotionsLocked {
    checkName("model", model);
  }

  @Override
  public Effect effect() {
    return Effect.DECIDES;
  }

  @Override
  public String toString() {
    return "promotions of " + model + " locked";
  }
}
