package io.lifecycle4j.registry;

import io.lifecycle4j.condition.Requirement;
import io.lifecycle4j.evaluation.FalsePromotions;

/**
 * A change of the policy of an alias, before it is made.
 *
 * <p>Nothing has happened before {@link #commit}. What is not named stays as it is. Not
 * thread-safe. Setting a part twice is an error.
 */
public interface PolicyBuilder {
  /**
   * Sets the gates that must pass, instead of those of the previous policy. A gate of your own is
   * stored by its {@link Gate#id()}, and with its parameters if it is a record of values: a process
   * promotes only if it names the same gate among the gates of the model.
   *
   * <p>Beside the given gates, {@link Gates#betterThanBaseline} is required, on the first metric of
   * the task that can be compared, if its versions have baselines. To compare with them by another
   * metric, name that gate; to leave it out, name {@link Gates#withoutBaseline} with the reason.
   *
   * @param requirements conditions on metrics, and gates; none to require none
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidValueException if a condition refers to anything but
   *     metrics, or two gates of your own have one id
   */
  PolicyBuilder gates(Requirement... requirements);

  /**
   * Sets who must approve a version, instead of what the previous policy says.
   *
   * @param rule how many people, and how long an approval counts; {@link Approvals#NONE} for nobody
   * @return this builder
   */
  PolicyBuilder approvals(Approvals rule);

  /**
   * Says that the alias is new, and spelt as it is meant. Needed only for an alias without versions
   * and policy whose name resembles that of another one. Default: such a name is refused.
   *
   * @return this builder
   */
  PolicyBuilder forNewAlias();

  /**
   * Sets how many versions may be promoted falsely, instead of what the previous policy says. It
   * binds every process; one that {@linkplain io.lifecycle4j.ManagedModelBuilder#falsePromotions
   * names} fewer keeps both. A policy without it leaves that to each process.
   *
   * @param most how many, and in which period
   * @return this builder
   */
  PolicyBuilder falsePromotions(FalsePromotions most);

  /**
   * Sets who changes the policy. Must be set before {@link #commit}.
   *
   * @param actor the person or service
   * @return this builder
   */
  PolicyBuilder by(Actor actor);

  /**
   * Sets the reason. Must be set before {@link #commit}.
   *
   * @param reason the reason, stored with text that looks like a secret redacted; not blank
   * @return this builder
   */
  PolicyBuilder reason(String reason);

  /**
   * Changes the policy, in one record of the audit trail, which is also logged. It binds every
   * promotion that is recorded afterwards, also one for which gates are being evaluated.
   *
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.InvalidValueException if nothing changes, the actor or the reason
   *     is missing, the task of the model does not have a metric of a gate, or the data of its
   *     newest version have no column or value of a slice
   * @throws io.lifecycle4j.error.NotFoundException if the home does not know the model, or the
   *     alias resembles another one and is not {@linkplain #forNewAlias() said to be new}
   * @throws io.lifecycle4j.error.ConflictException if somebody else changed the policy in between;
   *     nothing was changed
   */
  AuditRecord commit();
}
