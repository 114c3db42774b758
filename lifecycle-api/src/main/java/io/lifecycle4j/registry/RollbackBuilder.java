package io.lifecycle4j.registry;

/**
 * A rollback before it happens.
 *
 * <p>Nothing has happened before {@link #commit}. Not thread-safe. Setting a part twice is an
 * error.
 */
public interface RollbackBuilder {
  /**
   * Sets the alias that is to name an earlier version again. Default: {@code production}, whose
   * version serves.
   *
   * @param alias the alias, such as {@code staging}
   * @return this builder
   * @throws io.lifecycle4j.error.InvalidNameException if it cannot be the name of an alias
   */
  RollbackBuilder of(String alias);

  /**
   * Rolls back only if the alias still names this version, so that two people who roll back at the
   * same time go back once. Default: the version that it names when {@link #commit} begins.
   *
   * @param version the number of the version that the caller believes to be current, at least 1
   * @return this builder
   */
  RollbackBuilder ifCurrentIs(int version);

  /**
   * Sets who rolls back. Must be set before {@link #commit}.
   *
   * @param actor the person or service
   * @return this builder
   */
  RollbackBuilder by(Actor actor);

  /**
   * Sets the reason. Must be set before {@link #commit}.
   *
   * @param reason the reason, stored with text that looks like a secret redacted; not blank
   * @return this builder
   */
  RollbackBuilder reason(String reason);

  /**
   * Goes back whatever the version answers today. Default: {@code production} goes back only to a
   * version that answers the newest inputs, see {@link #commit}.
   *
   * @return this builder
   */
  RollbackBuilder withoutReplay();

  /**
   * Lets the alias name the version that it named before, which was not itself rolled back.
   * Repeated calls go further back, never forward. Of {@code production}, an earlier version that
   * can no longer be loaded is skipped; the reason in the record, and the log, name the version and
   * the cause.
   *
   * <p>Before {@code production} goes back, the version answers its golden rows, and up to 100
   * recent logged inputs of the last day that the version in production answered, as far as they
   * are logged in clear. If it fails on one, or its answer is invalid, nothing moves, and no older
   * version is tried: which one is to serve is then for a person to say. If the log cannot be read,
   * that is logged, and the rollback goes on.
   *
   * @return the record, durable on return
   * @throws io.lifecycle4j.error.NotFoundException if the alias named no earlier version; nothing
   *     moved
   * @throws io.lifecycle4j.error.ConflictException if the alias names another version than {@link
   *     #ifCurrentIs}, or moved in the meantime; the message names who moved it, when, from what to
   *     what and why. Nothing moved
   * @throws io.lifecycle4j.error.ModelUnavailableException if none of the earlier versions can be
   *     loaded; the cause is the failure of the newest, with those of the others suppressed;
   *     nothing moved
   * @throws io.lifecycle4j.error.UnfitVersionException if the version does not answer an input that
   *     the version in production answered; nothing moved
   * @throws io.lifecycle4j.error.OverloadedException if one is not loaded within five minutes;
   *     nothing moved
   * @throws io.lifecycle4j.error.OperationInterruptedException if the thread was interrupted while
   *     a version was loaded; nothing moved
   * @throws io.lifecycle4j.error.InvalidValueException if the actor or the reason is missing
   */
  AuditRecord commit();
}
