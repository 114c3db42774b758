package io.lifecycle4j.validation;

/**
 * A condition on data, without a severity. {@link Rules} creates checks.
 *
 * <p>Immutable. {@link Object#toString()} reads as a sentence.
 */
public sealed interface Check permits RowCheck, TableCheck {
  /**
   * Returns an id of what is checked, without the values of bounds: a check keeps its id when its
   * bounds change, and a lower and an upper bound have different ids.
   *
   * @return the id, such as {@code temp.atLeast}
   */
  String id();
}
