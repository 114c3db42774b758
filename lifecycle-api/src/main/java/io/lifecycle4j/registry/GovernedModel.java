package io.lifecycle4j.registry;

import io.lifecycle4j.data.Split;
import io.lifecycle4j.model.ModelVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the registry says about one model, and the decisions about it.
 *
 * <p>Needs no trainer, engine or class of inputs, so that people can decide about a model in a
 * process that does not run it: {@link Models#governed}. Every {@code ManagedModel} is one too.
 *
 * <p>Whoever decides about a model that the home does not know, that is, of which the registry has
 * no entry, gets a {@link io.lifecycle4j.error.NotFoundException}: the name may be misspelt. A
 * {@code ManagedModel} is known, as it is open. Promotion and rollback need what runs the model,
 * and so are methods of {@code ManagedModel} only. Thread-safe.
 */
public interface GovernedModel {
  /**
   * Returns the name.
   *
   * @return the name
   */
  String name();

  /**
   * Finds the version in production.
   *
   * @return the version, or empty if none was promoted
   */
  Optional<ModelVersion> findProduction();

  /**
   * Finds the version that an alias names.
   *
   * @param alias the alias, such as {@code staging}
   * @return the version, or empty if the alias names none
   * @throws io.lifecycle4j.error.InvalidNameException if it cannot be the name of an alias
   */
  Optional<ModelVersion> findNamed(String alias);

  /**
   * Finds the version that was in production at a time, by the clocks of the processes that moved
   * it. {@link Models#findNamed(String, String, Instant)} does the same for any alias.
   *
   * @param time the time; one in the future finds the version that is in production now
   * @return the version, or empty if none was in production then
   */
  Optional<ModelVersion> productionAt(Instant time);

  /**
   * Lists the aliases that name a version: {@code production} first, then the others by name.
   *
   * @return each alias with its version, since when it names that, and who moved it; empty if no
   *     version was promoted
   */
  List<ModelAlias> aliases();

  /**
   * Removes an alias, which then names no version, so that it keeps none from being deleted. Its
   * moves stay in the audit trail. One record of the audit trail.
   *
   * @param alias the alias, not {@code production}
   * @param actor the person or service that removes it
   * @param reason the reason, stored with text that looks like a secret redacted; not blank
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if it names no version
   * @throws io.lifecycle4j.error.InvalidValueException if it is {@code production}
   * @throws io.lifecycle4j.error.ConflictException if its policy requires something, promotions are
   *     locked, or somebody moved it meanwhile; nothing was removed
   * @throws io.lifecycle4j.error.NotAllowedException if the {@link Authorizer} does not allow it
   */
  AuditRecord removeAlias(String alias, Actor actor, String reason);

  /**
   * Returns the audit trail of the model.
   *
   * @return the records, oldest first
   */
  List<AuditRecord> history();

  /**
   * Returns the policy that binds an alias: promotions, and for {@code production} rollouts too, in
   * every process.
   *
   * <p>A process also judges by the gates that it names when it opens the model. They are no part
   * of the policy, and bind no other process.
   *
   * @param alias the alias, such as {@code production}
   * @return the policy; {@link PromotionPolicy#NONE} if none was set
   * @throws io.lifecycle4j.error.InvalidNameException if it cannot be the name of an alias
   * @throws io.lifecycle4j.error.NotFoundException if it has no policy and is probably misspelt
   */
  PromotionPolicy promotionPolicy(String alias);

  /**
   * Returns the policies that require something.
   *
   * @return the policies by alias, sorted by name; empty if no alias has one
   */
  Map<String, PromotionPolicy> promotionPolicies();

  /**
   * Prepares to change the policy of an alias. Nothing happens before {@link PolicyBuilder#commit}.
   *
   * <pre>{@code
   * model.changePolicy("production").gates(metric("recall").atLeast(0.8)).by(alice).reason("Recall counts").commit()
   * }</pre>
   *
   * @param alias the alias, such as {@code production}
   * @return a builder
   * @throws io.lifecycle4j.error.InvalidNameException if it cannot be the name of an alias
   */
  PolicyBuilder changePolicy(String alias);

  /**
   * Locks promotions: until {@link #unlockPromotions}, no alias of the model moves forward in any
   * process, not even by an override. A rollout stays in its step, or turns back by its figures.
   * Rollbacks remain possible, since a lock must not keep a bad version in production. One record
   * of the audit trail.
   *
   * @param actor the person or service that locks
   * @param reason the reason, stored with text that looks like a secret redacted; not blank
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.ConflictException if they are locked already
   */
  AuditRecord lockPromotions(Actor actor, String reason);

  /**
   * Ends a {@linkplain #lockPromotions lock}, whoever set it.
   *
   * @param actor the person or service that unlocks
   * @param reason the reason, stored with text that looks like a secret redacted; not blank
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.ConflictException if they are not locked
   */
  AuditRecord unlockPromotions(Actor actor, String reason);

  /**
   * Finds the lock of promotions.
   *
   * @return the record that locked them: who, when and why; empty if they are not locked
   */
  Optional<AuditRecord> findPromotionLock();

  /**
   * Returns the holdout that judges all versions.
   *
   * @return the holdout; empty if each version is judged on the holdout of its own split
   */
  Optional<HoldoutPinned> pinnedHoldout();

  /**
   * Pins the holdout of a split: from now on all versions are judged on it, in every process, and
   * no longer on the holdout of their own split. Pin another one to replace it. Each is an entry of
   * the audit trail, and verdicts on the earlier rows no longer hold.
   *
   * <p>A version that learned from rows of the holdout, by training on them or by choosing with
   * them, is refused with a {@code SealedDataException} when it is to be judged. Rows are the same
   * if all cells are equal, the label included, in the columns that both datasets have, and such a
   * row occurs once in each: of a row that occurs several times, nobody can tell which copy was
   * learned from. If distinct observations are equal by chance, split both by hash with one plan:
   * then equal rows have one role in both, and none is learned from.
   *
   * @param split a split of a dataset of this home, with a holdout
   * @param actor who decides
   * @param reason why
   * @return the entry
   * @throws io.lifecycle4j.error.InvalidValueException if the split holds out no rows
   */
  AuditRecord pinHoldout(Split split, Actor actor, String reason);

  /**
   * Prepares to approve a version for an alias whose policy requires {@linkplain
   * PolicyBuilder#approvals approvals}. Nothing happens before {@link ApprovalBuilder#commit}.
   *
   * <pre>{@code
   * model.approve(version).to("production").by(bob).reason("Reviewed the card").commit()
   * }</pre>
   *
   * @param version a version of the model
   * @return a builder
   */
  ApprovalBuilder approve(ModelVersion version);

  /**
   * Approves a version for {@code production}: {@link #approve(ModelVersion)
   * approve(version)}{@code .by(actor).reason(reason).commit()}.
   *
   * @param version a version of the model
   * @param actor the person who approves
   * @param reason the reason, stored with text that looks like a secret redacted
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.LifecycleException in the cases of {@link ApprovalBuilder#commit}
   */
  default AuditRecord approve(ModelVersion version, Actor actor, String reason) {
    return approve(version).by(actor).reason(reason).commit();
  }

  /**
   * Prepares to withdraw an approval of the same actor. Nothing happens before {@link
   * ApprovalBuilder#commit}.
   *
   * @param version a version of the model
   * @return a builder; its actor is who approved the version
   */
  ApprovalBuilder withdrawApproval(ModelVersion version);
}
