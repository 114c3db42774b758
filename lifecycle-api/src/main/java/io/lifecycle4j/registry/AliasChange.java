package io.lifecycle4j.registry;

import java.util.Optional;

/** A change that affects one alias of a model. */
public interface AliasChange extends Change {
  /**
   * Returns the alias.
   *
   * @return the alias, such as {@code production}
   */
  String alias();

  @Override
  default Optional<String> affectedAlias() {
    return Optional.of(alias());
  }
}
