package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.VersionRef;

/**
 * The holdout was chosen that judges all versions of a model from then on, instead of the holdouts
 * of their own splits. Precondition: the entry that pinned the one before is {@code before}.
 * Earlier verdicts no longer hold.
 *
 * @param model the model
 * @param before the entry that pinned the holdout that it replaces, by its sequence; 0 if none was
 *     pinned
 * @param data the dataset version
 * @param plan how it is split
 */
public record HoldoutPinned(String model, long before, VersionRef data, SplitPlan plan)
    implements Change {
  /** Checks the parts. */
  public HoldoutPinned {
    checkName("model", model);
    check(before >= 0, "Invalid entry before: %s (must not be negative)", before);
    required(data, "dataset version");
    required(plan, "split plan");
  }

  @Override
  public Effect effect() {
    return Effect.DECIDES;
  }

  @Override
  public String toString() {
    return "holdout of " + model + " pinned to " + data + "/holdout by " + plan;
  }
}
