package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;

/**
 * From now on, the entries of the home must be signed, or need not be any more. The entry has one
 * for each model that there is, so that the history of each shows it. Precondition: that is not the
 * rule already; and only a process with an {@link EntrySigner} can require signatures.
 *
 * @param model the model in whose history it is
 * @param required whether entries must be signed
 */
public record SigningSet(String model, boolean required) implements Change {
  /** Checks the name. */
  public SigningSet {
    checkName("model", model);
  }

  @Override
  public Effect effect() {
    return Effect.INFORMS;
  }

  @Override
  public String toString() {
    return required
        ? "entries of the home must be signed"
        : "entries of the home need not be signed any more";
  }
}
