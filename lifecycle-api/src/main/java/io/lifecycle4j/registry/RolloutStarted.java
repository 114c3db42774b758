package io.lifecycle4j.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.registry.spi.ModelRegistry;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A version began to serve a share of the requests. Precondition: the version exists, the alias
 * {@code production} names {@code champion}, moved last by {@code seen}, if given, and no other
 * rollout of the model is running.
 *
 * @param model the model
 * @param version the number of the version
 * @param champion the version in production, beside which it serves
 * @param seen the entry that had moved production last, like that of {@link AliasMoved}
 * @param rollout the id of the rollout, which also decides which keys the version serves
 * @param plan how the share grows
 */
public record RolloutStarted(
    String model, int version, int champion, OptionalLong seen, String rollout, RolloutPlan plan)
    implements VersionChange {
  /** Checks the parts. */
  public RolloutStarted {
    checkName("model", model);
    check(version >= 1, "Invalid model version: %s (must be at least 1)", version);
    check(champion >= 1, "Invalid model version: %s (must be at least 1)", champion);
    check(version != champion, "Invalid rollout: version %s is in production", version);
    required(seen, "entry that was seen");
    checkName("rollout", rollout);
    required(plan, "plan of a rollout");
  }

  @Override
  public Optional<String> affectedAlias() {
    return Optional.of(ModelRegistry.PRODUCTION);
  }

  @Override
  public String toString() {
    String shares =
        plan.shares().stream().map(RolloutPlan::percent).collect(Collectors.joining(", "));
    return "rollout of " + model + ":" + version + " to " + shares + " started";
  }
}
