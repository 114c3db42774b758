package io.lifecycle4j.condition;

/**
 * What the registry says about a model version, as a text. Only searches over versions accept it.
 *
 * <p>A version has several aliases and owners, or none: one that matches is sufficient.
 */
public enum VersionPart implements TextualSubject {
  /** The name of the model. */
  MODEL,
  /** An alias that names the version, such as {@code production}. */
  ALIAS,
  /**
   * {@code production}, {@code rollout} while a rollout of the version runs, {@code former} after
   * it was in production, else {@code candidate}.
   */
  STAGE,
  /** A person or team responsible for the version. */
  OWNER,
  /** {@code true} or {@code false}. */
  ARCHIVED;

  @Override
  public String key() {
    return TextForm.key(this);
  }

  @Override
  public String words() {
    return key();
  }

  @Override
  public String toString() {
    return key();
  }

  /** Returns whether a version may have several. */
  boolean isMany() {
    return this == ALIAS || this == OWNER;
  }
}
