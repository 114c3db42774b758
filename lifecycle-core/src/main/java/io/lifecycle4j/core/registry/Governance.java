package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.ApprovalBuilder;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GovernedModel;
import io.lifecycle4j.registry.HoldoutPinned;
import io.lifecycle4j.registry.PolicyBuilder;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.PromotionsLocked;
import io.lifecycle4j.registry.PromotionsUnlocked;
import io.lifecycle4j.registry.Transition;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Task;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a registry says of one model, and what people decide about it. Thread-safe. */
public final class Governance implements GovernedModel {
  private final ModelVersions versions;
  private final Decisions decisions;

  private final Optional<Task<?>> task;

  /**
   * Governs a model.
   *
   * @param task what its versions solve; empty if this process does not know it
   */
  public Governance(ModelVersions versions, Decisions decisions, Optional<Task<?>> task) {
    this.task = task;
    this.versions = versions;
    this.decisions = decisions;
  }

  @Override
  public String name() {
    return versions.model();
  }

  @Override
  public Optional<ModelVersion> findProduction() {
    return versions.findProduction();
  }

  @Override
  public Optional<ModelVersion> findNamed(String alias) {
    return versions.findNamed(checkName("alias", alias));
  }

  @Override
  public Optional<ModelVersion> productionAt(Instant time) {
    return versions.findNamed(ModelRegistry.PRODUCTION, time);
  }

  @Override
  public List<AuditRecord> history() {
    return versions.registry().history(name());
  }

  @Override
  public PromotionPolicy promotionPolicy(String alias) {
    return versions.state().policies().find(checkName("alias", alias)).orElse(PromotionPolicy.NONE);
  }

  @Override
  public PolicyBuilder changePolicy(String alias) {
    return new PolicySettings(this, checkName("alias", alias));
  }

  @Override
  public AuditRecord lockPromotions(Actor actor, String reason) {
    return decide(new By(Action.LOCK, actor, reason), new PromotionsLocked(name()));
  }

  @Override
  public AuditRecord unlockPromotions(Actor actor, String reason) {
    return decide(new By(Action.UNLOCK, actor, reason), new PromotionsUnlocked(name()));
  }

  private AuditRecord decide(By by, Change change) {
    decisions.permit(by);
    return decisions.decide(by.action(), by.transition().change(change).build());
  }

  @Override
  public Optional<AuditRecord> findPromotionLock() {
    return versions.state().lock().entry();
  }

  @Override
  public Optional<HoldoutPinned> pinnedHoldout() {
    return versions.state().holdout().last();
  }

  @Override
  public AuditRecord pinHoldout(Split split, Actor actor, String reason) {
    return pin(required(split, "split"), new By(Action.PIN_HOLDOUT, actor, reason));
  }

  private AuditRecord pin(Split split, By by) {
    Transition entry = by.transition().change(pinned(split)).build();
    return decisions.decide(Action.PIN_HOLDOUT, entry);
  }

  private HoldoutPinned pinned(Split split) {
    check(
        split.count(SplitRole.HOLDOUT) > 0,
        "Invalid holdout of %s: %s holds out no rows",
        name(),
        split);
    return new HoldoutPinned(name(), split.version().ref(), split.plan());
  }

  /**
   * Pins the holdout that a process names when it opens the model, if none is.
   *
   * @throws ConflictException if another one is
   */
  public void open(Split split) {
    versions.registry().refresh();
    Optional<HoldoutPinned> last = pinnedHoldout();
    if (last.isEmpty()) {
      pin(split, By.process(Action.PIN_HOLDOUT, "Named when the model was opened"));
    } else if (!last.get().equals(pinned(split))) {
      throw new ConflictException(
          String.format(
              "Cannot open %s: its holdout is %s/holdout by %s, not that of %s (exchange it with"
                  + " models().governed(name).pinHoldout, or open the model without naming one)",
              name(), last.get().data(), last.get().plan(), split));
    }
  }

  @Override
  public ApprovalBuilder approve(ModelVersion version) {
    return approval(Action.APPROVE, version);
  }

  @Override
  public ApprovalBuilder withdrawApproval(ModelVersion version) {
    return approval(Action.WITHDRAW, version);
  }

  private ApprovalBuilder approval(Action action, ModelVersion version) {
    return new ApprovalSettings(action, required(version, "model version"), versions, decisions);
  }

  /**
   * Rejects gates that the task of the model cannot have: of its newest version, if not given.
   *
   * @return the gates with those that each policy has by default, as far as the task is known
   */
  List<Gate> checked(List<Gate> gates) {
    Optional<Task<?>> known = task.or(this::newestTask);
    known.ifPresent(each -> GateChecks.checkMetrics(name(), gates, each));
    return known.map(each -> GateChecks.withBaseline(gates, each)).orElse(gates);
  }

  private Optional<Task<?>> newestTask() {
    int newest = versions.state().versions().size();
    return newest == 0 ? Optional.empty() : Optional.of(versions.version(newest).manifest().task());
  }

  ModelVersions versions() {
    return versions;
  }

  Decisions decisions() {
    return decisions;
  }

  @Override
  public String toString() {
    return "GovernedModel[" + name() + "]";
  }
}
