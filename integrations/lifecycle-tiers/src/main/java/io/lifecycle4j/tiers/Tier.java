package io.lifecycle4j.tiers;

/**
 * The storage tier of a dataset version, from the fastest to the cheapest.
 *
 * <p>Data are read in the same way from every tier.
 */
public enum Tier {
  /** In the home, uncompressed. */
  HOT,
  /** In the home, compressed where that saves space. */
  WARM,
  /** Compressed in another blob store, the cold store of the home. */
  COLD
}
