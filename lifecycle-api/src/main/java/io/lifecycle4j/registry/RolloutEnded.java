package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.Locale;
import java.util.Optional;

/**
 * A rollout ended. Precondition: it is running.
 *
 * <p>A rollout also ends, without this change, when production is moved by anything else than its
 * last step: it is then {@linkplain RolloutEnd#SUPERSEDED superseded}.
 *
 * @param model the model
 * @param version the number of the version
 * @param rollout the id of the rollout
 * @param end how it ended
 * @param figures those of the last step
 */
public record RolloutEnded(
    String model, int version, String rollout, RolloutEnd end, RolloutFigures figures)
    implements VersionChange {
  /** Checks the parts. */
  public RolloutEnded {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    checkName("rollout", rollout);
    required(end, "end of a rollout");
    required(figures, "figures of a rollout");
  }

  @Override
  public Optional<String> affectedAlias() {
    return Optional.of(ModelRegistry.PRODUCTION);
  }

  @Override
  public String toString() {
    String how = end.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return "rollout of " + model + ":" + version + " ended: " + how;
  }
}
