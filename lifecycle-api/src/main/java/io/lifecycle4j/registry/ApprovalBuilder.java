package io.lifecycle4j.registry;

/**
 * An approval of a version, or its withdrawal, before it is made.
 *
 * <p>Nothing has happened before {@link #commit}. Not thread-safe. Setting a part twice is an
 * error.
 */
public interface ApprovalBuilder {
  /**
   * Sets the alias that the version is approved for. Default: {@code production}.
   *
   * @param alias the alias, such as {@code staging}
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidNameException if it cannot be the name of an alias
   */
  ApprovalBuilder to(String alias);

  /**
   * Sets who approves. Must be set before {@link #commit}.
   *
   * @param actor the person
   * @return this builder
   */
  ApprovalBuilder by(Actor actor);

  /**
   * Sets the reason. Must be set before {@link #commit}.
   *
   * @param reason the reason, stored with text that looks like a secret redacted; not blank
   * @return this builder
   */
  ApprovalBuilder reason(String reason);

  /**
   * Approves the version, or withdraws the approval, in one record of the audit trail, which is
   * also logged.
   *
   * <p>An approval is for the version as it was judged last for the alias, and for the policy as it
   * is. It no longer counts once the version is judged for this alias on other rows or the policy
   * is changed, and once the time that the policy sets is over. A promotion of the version uses it
   * up, and so do a rollback from it and a rollout of it that is aborted or turned back. A second
   * approval by the {@linkplain Actor#isSame same} actor replaces the first.
   *
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.InvalidValueException if the actor or the reason is missing, the
   *     version is one of another model, or the policy of the alias asks for no approval
   * @throws io.lifecycle4j.error.NotAllowedException if the actor registered the version, and the
   *     policy does not let such an actor approve it; or by the {@link Authorizer} of the home
   * @throws io.lifecycle4j.error.NotFoundException if the version is not registered; if a gate of
   *     the policy did not judge it for the alias; or if there is no approval to withdraw
   * @throws io.lifecycle4j.error.ConflictException if the version was judged, or the policy
   *     changed, at the same time; or if an approval is withdrawn while a rollout of the version is
   *     running, which can be aborted instead
   */
  AuditRecord commit();
}
