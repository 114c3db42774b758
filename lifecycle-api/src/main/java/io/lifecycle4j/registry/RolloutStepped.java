package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.Optional;

/**
 * The next step of a rollout began. With the last one, the same entry moves {@code production} to
 * the version. Precondition: the rollout is running, and in the step before.
 *
 * @param model the model
 * @param version the number of the version
 * @param rollout the id of the rollout
 * @param step the number of the step that began, from 1
 * @param share the share of requests that the version serves from now on
 * @param figures those of the step that ended
 */
public record RolloutStepped(
    String model, int version, String rollout, int step, double share, RolloutFigures figures)
    implements VersionChange {
  /** Checks the parts. */
  public RolloutStepped {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    checkName("rollout", rollout);
    check(step >= 1, "Invalid step of a rollout: %s (must be at least 1)", step);
    check(
        share > 0 && share <= 1,
        "Invalid share of a rollout: %s (must be more than 0 and at most 1)",
        share);
    required(figures, "figures of a rollout");
  }

  @Override
  public Optional<String> affectedAlias() {
    return Optional.of(ModelRegistry.PRODUCTION);
  }

  @Override
  public String toString() {
    return "rollout of " + model + ":" + version + " went on to " + RolloutPlan.percent(share);
  }
}
