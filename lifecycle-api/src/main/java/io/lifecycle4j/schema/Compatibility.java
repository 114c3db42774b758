package io.lifecycle4j.schema;

/** Which readers and data of two schemas, an older and a newer one, still fit. */
public enum Compatibility {
  /** The schemas are equal. */
  IDENTICAL,
  /** Backward and forward: readers of each read the data of both. */
  FULL,
  /** Readers of the newer schema read data of the older one, not the other way round. */
  BACKWARD,
  /** Readers of the older schema read data of the newer one, not the other way round. */
  FORWARD,
  /** Neither reads the data of the other. */
  BREAKING;

  /**
   * Returns whether readers of the newer schema read data of the older one.
   *
   * @return true for {@link #IDENTICAL}, {@link #FULL} and {@link #BACKWARD}
   */
  public boolean isBackward() {
    return this == IDENTICAL || this == FULL || this == BACKWARD;
  }

  /**
   * Returns whether readers of the older schema read data of the newer one.
   *
   * @return true for {@link #IDENTICAL}, {@link #FULL} and {@link #FORWARD}
   */
  public boolean isForward() {
    return this == IDENTICAL || this == FULL || this == FORWARD;
  }

  /** What holds when both hold. */
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
