package io.lifecycle4j.registry;

import java.util.OptionalInt;

/** A change that affects one version of a model. */
public interface VersionChange extends Change {
  /**
   * Returns the number of the version.
   *
   * @return the number, from 1
   */
  int version();

  @Override
  default OptionalInt affectedVersion() {
    return OptionalInt.of(version());
  }
}
