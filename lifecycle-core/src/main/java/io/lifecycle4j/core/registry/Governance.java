package io.lifecycle4j.core.registry;

import static io.lifecycle4j.error.InvalidNameException.checkName;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.schema.SimilarNames;
import io.lifecycle4j.data.DatasetManifest;
import io.lifecycle4j.data.Split;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.ModelManifest;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.Actor;
import io.lifecycle4j.registry.AliasRemoved;
import io.lifecycle4j.registry.ApprovalBuilder;
import io.lifecycle4j.registry.AuditRecord;
import io.lifecycle4j.registry.Change;
import io.lifecycle4j.registry.Gate;
import io.lifecycle4j.registry.GovernedModel;
import io.lifecycle4j.registry.HoldoutPinned;
import io.lifecycle4j.registry.ModelAlias;
import io.lifecycle4j.registry.PolicyBuilder;
import io.lifecycle4j.registry.PromotionPolicy;
import io.lifecycle4j.registry.PromotionsLocked;
import io.lifecycle4j.registry.PromotionsUnlocked;
import io.lifecycle4j.registry.spi.ModelRegistry;
import io.lifecycle4j.schema.Task;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a registry says of one model, and what people decide about it. Thread-safe. */
public final class Governance implements GovernedModel {
  private static final Logger LOG = LoggerFactory.getLogger(Governance.class);

  private final ModelVersions versions;
  private final Decisions decisions;

  private final Optional<Task<?>> task;
  private final Function<VersionRef, Optional<DatasetManifest>> data;

  /**
   * Governs a model.
   *
   * @param task what its versions solve; empty if this process has not opened it
   * @param data finds a dataset version of the home
   */
  public Governance(
      ModelVersions versions,
      Decisions decisions,
      Optional<Task<?>> task,
      Function<VersionRef, Optional<DatasetManifest>> data) {
    this.task = task;
    this.data = data;
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
  public List<ModelAlias> aliases() {
    return versions.state().aliases().all();
  }

  @Override
  public AuditRecord removeAlias(String alias, Actor actor, String reason) {
    By by = new By(Action.REMOVE_ALIAS, actor, reason);
    decisions.permit(by, checkName("alias", alias));
    String cannot = "Cannot remove " + alias + " of " + name();
    checkKnown(cannot);
    versions.registry().refresh();
    ModelState state = versions.state();
    AliasPast past = state.aliases().past(alias);
    int from = past.version().orElseThrow(() -> unnamed(cannot, alias, state));
    AliasRemoved removed = new AliasRemoved(name(), alias, from, past.entry());
    return decisions.decide(by.action(), by.transition().change(removed).build());
  }

  private static NotFoundException unnamed(String cannot, String alias, ModelState state) {
    List<String> named = state.aliases().all().stream().map(ModelAlias::name).toList();
    String meant =
        SimilarNames.find(alias, named).map(it -> " (did you mean " + it + "?)").orElse("");
    return new NotFoundException(cannot + ": it names no version" + meant);
  }

  @Override
  public List<AuditRecord> history() {
    return versions.registry().history(name());
  }

  @Override
  public PromotionPolicy promotionPolicy(String alias) {
    ModelState state = versions.state();
    return state
        .policies()
        .find(checkName("alias", alias))
        .orElseGet(
            () -> {
              checkSpelt(alias, state);
              return PromotionPolicy.NONE;
            });
  }

  private void checkSpelt(String alias, ModelState state) {
    Set<String> known = new TreeSet<>(state.policies().current().keySet());
    state.aliases().all().forEach(each -> known.add(each.name()));
    known.add(ModelRegistry.PRODUCTION);
    SimilarNames.findMisspelt(alias, known)
        .ifPresent(
            meant -> {
              throw new NotFoundException(
                  String.format(
                      "Alias of %s does not exist: %s (did you mean %s?)", name(), alias, meant));
            });
  }

  @Override
  public Map<String, PromotionPolicy> promotionPolicies() {
    Policies policies = versions.state().policies();
    Map<String, PromotionPolicy> found = new TreeMap<>();
    policies.current().keySet().stream()
        .filter(policies::requires)
        .forEach(alias -> found.put(alias, policies.find(alias).orElseThrow()));
    return Collections.unmodifiableMap(found);
  }

  @Override
  public PolicyBuilder changePolicy(String alias) {
    return new PolicySettings(this, checkName("alias", alias));
  }

  @Override
  public AuditRecord lockPromotions(Actor actor, String reason) {
    return decide("lock", new By(Action.LOCK, actor, reason), new PromotionsLocked(name()));
  }

  @Override
  public AuditRecord unlockPromotions(Actor actor, String reason) {
    return decide("unlock", new By(Action.UNLOCK, actor, reason), new PromotionsUnlocked(name()));
  }

  private AuditRecord decide(String verb, By by, Change change) {
    decisions.permit(by);
    checkKnown("Cannot " + verb + " promotions of " + name());
    return decisions.decide(by.action(), by.transition().change(change).build());
  }

  @Override
  public Optional<AuditRecord> findPromotionLock() {
    return versions.state().lock().entry();
  }

  @Override
  public Optional<HoldoutPinned> pinnedHoldout() {
    return versions.pinnedHoldout();
  }

  @Override
  public AuditRecord pinHoldout(Split split, Actor actor, String reason) {
    required(split, "split");
    checkKnown("Cannot pin a holdout of " + name());
    versions.registry().refresh();
    return pin(split, new By(Action.PIN_HOLDOUT, actor, reason));
  }

  private AuditRecord pin(Split split, By by) {
    check(
        split.count(SplitRole.HOLDOUT) > 0,
        "Invalid holdout of %s: %s holds out no rows",
        name(),
        split);
    long before = versions.state().holdout().since();
    HoldoutPinned next = new HoldoutPinned(name(), before, split.version().ref(), split.plan());
    return decisions.decide(by.action(), by.transition().change(next).build());
  }

  /**
   * Pins the holdout that a process names when it opens the model, if none is.
   *
   * @throws ConflictException if another one is
   */
  public void open(Split split) {
    versions.registry().refresh();
    if (pinnedHoldout().isEmpty()) {
      try {
        pin(split, By.process(Action.PIN_HOLDOUT, "Named when the model was opened"));
        return;
      } catch (ConflictException e) { // another process pinned one in between
        LOG.debug("The holdout of {} was pinned meanwhile", name(), e);
      }
    }
    HoldoutPinned last = pinnedHoldout().orElseThrow();
    if (!last.data().equals(split.version().ref()) || !last.plan().equals(split.plan())) {
      throw new ConflictException(
          String.format(
              "Cannot open %s: its holdout is %s, not that of %s (exchange it with"
                  + " models().governed(name).pinHoldout, or open the model without naming one)",
              name(), PinnedHoldout.words(last), split));
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
   * Throws if the home does not know the model: a decision about a misspelt name would bind nobody.
   * One that is open is known, also before its first entry.
   */
  void checkKnown(String cannot) {
    versions.registry().refresh();
    List<String> known = versions.registry().models();
    if (task.isEmpty() && !known.contains(name())) {
      throw unknown(cannot, name(), known);
    }
  }

  /** Says that a model is not among those of the home, and which was probably meant. */
  static NotFoundException unknown(String cannot, String model, List<String> known) {
    String meant =
        SimilarNames.find(model, known).map(it -> "did you mean " + it + "? ").orElse("");
    return new NotFoundException(
        String.format(
            "%s: the model does not exist (%sit begins with its first version, or with a decision"
                + " where it is open)",
            cannot, meant));
  }

  /**
   * Rejects gates that the task of the model cannot have, or on slices that the data cannot have
   * that judge it: those of the pinned holdout, or else of the newest version, if they are here.
   *
   * @return the gates with those that each policy has by default, as far as the task is known
   */
  List<Gate> checked(List<Gate> gates) {
    Optional<ModelManifest> newest = newest();
    Optional<Task<?>> known = known(newest);
    known.ifPresent(each -> GateChecks.checkMetrics(name(), gates, each));
    pinnedHoldout()
        .map(HoldoutPinned::data)
        .or(() -> newest.map(manifest -> manifest.provenance().data()))
        .flatMap(ref -> data.apply(ref).map(manifest -> new KnownSlices(ref, manifest)))
        .ifPresent(slices -> slices.check(name(), gates));
    return known.map(each -> GateChecks.withBaseline(gates, each)).orElse(gates);
  }

  /** Returns what gates of a policy probably do not mean, as far as the task is known. */
  List<String> doubts(List<Gate> gates) {
    return known(newest()).map(each -> GateChecks.doubts(name(), gates, each)).orElse(List.of());
  }

  private Optional<ModelManifest> newest() {
    int count = versions.state().versions().size();
    return count == 0 ? Optional.empty() : Optional.of(versions.version(count).manifest());
  }

  private Optional<Task<?>> known(Optional<ModelManifest> newest) {
    return task.or(() -> newest.map(ModelManifest::task));
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
