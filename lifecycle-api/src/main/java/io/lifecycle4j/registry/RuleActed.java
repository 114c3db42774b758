package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.isInvisible;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.Map;
import java.util.Optional;

/**
 * A rollback rule moved production back, and no person did. It is part of the entry that moves it.
 *
 * @param model the model
 * @param version the number of the version that production leaves
 * @param rule the condition in its text form, such as {@code error_rate > 0.02}
 * @param cause what held of it, in words
 * @param figures what it was decided by, by the text form of what was measured
 */
public record RuleActed(
    String model, int version, String rule, String cause, Map<String, Double> figures)
    implements VersionChange {
  /** Checks the parts. */
  public RuleActed {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    check(!isInvisible(required(rule, "rollback rule")), "Missing rollback rule");
    check(!isInvisible(required(cause, "cause of a rollback")), "Missing cause of a rollback");
    figures = copy(figures, "figures");
  }

  @Override
  public Optional<String> affectedAlias() {
    return Optional.of(ModelRegistry.PRODUCTION);
  }

  @Override
  public Effect effect() {
    return Effect.INFORMS;
  }

  @Override
  public String toString() {
    return "rule " + rule + " acted on " + model + ":" + version;
  }
}
