package io.lifecycle4j.validation;

/**
 * Something that can be looked at in data. {@link Rules} makes them.
 *
 * <p>Immutable. {@link Object#toString()} reads as a sentence.
 */
public sealed interface Check permits RowCheck, TableCheck {
  /**
   * Names what is looked at, whatever the bounds: the same check made stricter keeps its id.
   *
   * @return such as {@code temp.between}
   */
  String id();
}
