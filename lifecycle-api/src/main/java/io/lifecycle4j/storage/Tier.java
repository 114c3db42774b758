package io.lifecycle4j.storage;

/**
 * Where the bytes of a data set version lie, from the fastest place to the cheapest.
 *
 * <p>They are read in the same way wherever they lie.
 */
public enum Tier {
  /** In the home, as they are. */
  HOT,
  /** In the home, compressed as far as that pays. */
  WARM,
  /** Compressed in another blob store, the cold store of the home. */
  COLD
}
