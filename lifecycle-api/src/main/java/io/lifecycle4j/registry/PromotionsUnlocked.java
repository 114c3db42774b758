package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;

/**
 * Aliases of the model may be moved forward again. Precondition: the model is locked.
 *
 * @param model the model
 */
public record PromotionsUnlocked(String model) implements Change {
  /** Checks the name. */
  public PromotionsUnlocked {
    checkName("model", model);
  }

  @Override
  public Effect effect() {
    return Effect.DECIDES;
  }

  @Override
  public String toString() {
    return "promotions of " + model + " unlocked";
  }
}
