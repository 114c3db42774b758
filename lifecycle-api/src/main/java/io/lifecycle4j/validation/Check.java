package io.lifecycle4j.validation;

/**
 * Something that can be looked at in data. {@link Rules} makes them.
 *
 * <p>Immutable. {@link Object#toString()} reads as a sentence.
 */
public sealed interface Check permits RowCheck, TableCheck {
  /**
   * Names what is looked at and which bounds there are, whatever they are: the same check made
   * stricter keeps its id, and a least value stands beside a greatest one.
   *
   * @return such as {@code temp.atLeast}
   */
  String id();
}
