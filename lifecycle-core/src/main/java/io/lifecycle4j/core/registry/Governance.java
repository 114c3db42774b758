package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;

import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.PolicyBuilder;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.schema.Task;
import java.util.List;

/** The policies of the aliases of one model. Thread-safe. */
public final class Governance {
  private final ModelVersions versions;
  private final Decisions decisions;
  private final Task<?> task;

  /** Creates those of a model whose versions solve a task. */
  public Governance(ModelVersions versions, Decisions decisions, Task<?> task) {
    this.versions = versions;
    this.decisions = decisions;
    this.task = task;
  }

  /** Returns the policy of an alias. */
  public PromotionPolicy policy(String alias) {
    return versions.state().policies().find(checkName("alias", alias)).orElse(PromotionPolicy.NONE);
  }

  /** Begins a change of the policy of an alias. */
  public PolicyBuilder change(String alias) {
    return new PolicySettings(this, checkName("alias", alias));
  }

  /** Rejects gates that the task of the model cannot have. */
  void check(List<Gate> gates) {
    GateJudge.checkMetrics(versions.model(), gates, task);
  }

  ModelVersions versions() {
    return versions;
  }

  Decisions decisions() {
    return decisions;
  }
}
