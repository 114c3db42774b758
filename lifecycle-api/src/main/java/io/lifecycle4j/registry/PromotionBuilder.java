package io.lifecycle4j.registry;

/**
 * A promotion before it happens.
 *
 * <p>Nothing has happened before {@link #commit}. Not thread-safe. Setting a part twice is an
 * error.
 */
public interface PromotionBuilder {
  /**
   * Sets the alias that is to name the version. Default: {@code production}, whose version serves.
   *
   * @param alias the alias, such as {@code staging}
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidNameException if it cannot be the name of an alias
   */
  PromotionBuilder to(String alias);

  /**
   * Promotes only if the alias still names this version. Default: the version that it names when
   * {@link #commit} begins.
   *
   * @param version the number of the version that the caller believes to be current, at least 1
   * @return this builder
   */
  PromotionBuilder ifCurrentIs(int version);

  /**
   * Promotes only if the alias names no version, such as for the first promotion to it. Also says
   * that a new alias is meant as it is spelt: one whose name resembles that of another alias is
   * refused otherwise. Sets the same part as {@link #ifCurrentIs}.
   *
   * @return this builder
   */
  PromotionBuilder ifCurrentIsNone();

  /**
   * Sets who promotes. Must be set before {@link #commit}.
   *
   * @param actor the person or service
   * @return this builder
   */
  PromotionBuilder by(Actor actor);

  /**
   * Sets the reason. Must be set before {@link #commit}.
   *
   * @param reason the reason, stored with text that looks like a secret redacted; not blank
   * @return this builder
   */
  PromotionBuilder reason(String reason);

  /**
   * Promotes the version also if a gate does not pass, or cannot judge: an emergency exit. The
   * record then has the verdicts and a {@link PolicyOverridden} with this reason, and the log
   * warns. Promotions that are {@linkplain GovernedModel#lockPromotions locked} stay so. Default: a
   * gate that does not pass stops the promotion.
   *
   * @param reason why the version is promoted all the same, stored with text that looks like a
   *     secret redacted; not blank
   * @return this builder
   */
  PromotionBuilder override(String reason);

  /**
   * Judges the version by the {@linkplain GovernedModel#promotionPolicy policy} of the alias and by
   * the gates of this process, always in comparison with the version in production, and moves the
   * alias if every gate passes. Verdicts and move are one record of the audit trail, which is also
   * logged. A gate that throws, even an {@link Error}, rejects the version, and the audit trail
   * keeps what it threw. If a version cannot be scored, every gate has the verdict ERROR. If the
   * files of the version in production are corrupt or lost, the gates that compare with it have no
   * champion, and their verdicts say so.
   *
   * <p>Before {@code production} moves, the version is loaded.
   *
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.ConflictException if the alias names another version than {@link
   *     #ifCurrentIs}, or moved in the meantime; the message names who moved it, when, from what to
   *     what and why. Also if it names the version already, if promotions are {@linkplain
   *     GovernedModel#lockPromotions locked}, or if somebody changed the policy, or pinned another
   *     holdout, while the version was judged. Nothing moved
   * @throws io.lifecycle4j.error.GateFailedException if a gate did not pass; nothing moved
   * @throws io.lifecycle4j.error.MissingApprovalsException if too few people {@linkplain
   *     GovernedModel#approve approved} the version; no held-out row was read, unless the verdicts
   *     that they approved do not stand any more; nothing moved
   * @throws io.lifecycle4j.error.NotAllowedException if the {@link Authorizer} of the home does not
   *     allow it; nothing moved
   * @throws io.lifecycle4j.error.CorruptDataException if the files of the version are corrupt or
   *     lost; nothing moved
   * @throws io.lifecycle4j.error.ModelUnavailableException if the engine cannot load it; nothing
   *     moved
   * @throws io.lifecycle4j.error.UntrustedModelException if the inputs of its network are not those
   *     that its preprocessing makes, or its outputs not those of its task; nothing moved
   * @throws io.lifecycle4j.error.OverloadedException if it is not loaded within five minutes;
   *     nothing moved
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread was interrupted while
   *     the version was loaded; nothing moved
   * @throws io.lifecycle4j.error.NotFoundException if the version is not registered, the policy
   *     requires a gate that this process does not know, or the alias is new and resembles another
   *     one, unless {@link #ifCurrentIsNone} is set
   * @throws io.lifecycle4j.error.InvalidValueException if the actor or the reason is missing, or
   *     the version is one of another model
   */
  AuditRecord commit();

  /**
   * Finds out what {@link #commit} would do, as far as that is known without doing it: nothing
   * moves, nothing is recorded, and no gate looks at held-out rows. Needs neither actor nor reason;
   * with an actor, the {@link Authorizer} of the home is asked, and an approval by the actor does
   * not count.
   *
   * <p>Loads the version and the one in production beside those that serve, and answers up to
   * 10,000 logged requests by both, on the calling thread. Of two numbers all digits must be equal.
   *
   * @return what speaks against the promotion, what the gates said before, and whose requests would
   *     get another answer
   * @throws io.lifecycle4j.error.NotFoundException if the version is not registered
   * @throws io.lifecycle4j.error.InvalidValueException if it is one of another model
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread was interrupted while
   *     a version was loaded
   */
  default PromotionPreview preview() {
    return preview(0);
  }

  /**
   * Finds out the same as {@link #preview()}, with a tolerance for predicted numbers.
   *
   * @param tolerance how far two predicted numbers may differ to count as the same answer; finite,
   *     at least 0
   * @return what speaks against the promotion, what the gates said before, and whose requests would
   *     get another answer
   * @throws io.lifecycle4j.error.NotFoundException if the version is not registered
   * @throws io.lifecycle4j.error.InvalidValueException if it is one of another model, or the
   *     tolerance is invalid
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread was interrupted while
   *     a version was loaded
   */
  PromotionPreview preview(double tolerance);
}
