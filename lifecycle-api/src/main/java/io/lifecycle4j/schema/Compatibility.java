package io.lifecycle4j.schema;

/** Which readers and data of an older and a newer schema are compatible. */
public enum Compatibility {
  /** The schemas are equal. */
  IDENTICAL,
  /** Both backward and forward: readers of each schema can read the data of both. */
  FULL,
  /** Readers of the newer schema can read data of the older one, but not vice versa. */
  BACKWARD,
  /** Readers of the older schema can read data of the newer one, but not vice versa. */
  FORWARD,
  /** Neither can read the data of the other. */
  BREAKING;

  /**
   * Returns whether readers of the newer schema can read data of the older one.
   *
   * @return true for {@link #IDENTICAL}, {@link #FULL} and {@link #BACKWARD}
   */
  public boolean isBackward() {
    return this == IDENTICAL || this == FULL || this == BACKWARD;
  }

  /**
   * Returns whether readers of the older schema can read data of the newer one.
   *
   * @return true for {@link #IDENTICAL}, {@link #FULL} and {@link #FORWARD}
   */
  public boolean isForward() {
    return this == IDENTICAL || this == FULL || this == FORWARD;
  }

  /** Returns the compatibility of two changes together. */
  Compatibility and(Compatibility other) {
    if (this == IDENTICAL || other == IDENTICAL) {
      return this == IDENTICAL ? other : this;
    }
    return of(isBackward() && other.isBackward(), isForward() && other.isForward());
  }

  static Compatibility of(boolean backward, boolean forward) {
    if (backward) {
      return forward ? FULL : BACKWARD;
    }
    return forward ? FORWARD : BREAKING;
  }
}
