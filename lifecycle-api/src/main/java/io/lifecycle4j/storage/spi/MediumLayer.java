package io.lifecycle4j.storage.spi;

import java.time.InstantSource;

/**
 * Keeps blobs of homes in more stores than that of the medium; found by {@link
 * java.util.ServiceLoader}, or given to {@code Lifecycle.builder().layer(…)}. A home has at most
 * one.
 */
public interface MediumLayer {
  /**
   * Returns the feature that a home must list before the layer writes anything. Where the layer is
   * not on the class path the feature is not known.
   *
   * @return the feature
   */
  HomeFeature feature();

  /**
   * Puts the layer over the medium of a home. Nothing is written unless a setting of the layer asks
   * for it.
   *
   * @param medium keeps the home
   * @param clock the clock
   * @return the home; closing it closes the medium
   * @throws io.lifecycle4j.error.LifecycleException if the home cannot be read so; the medium stays
   *     open
   */
  LayeredMedium over(Medium medium, InstantSource clock);
}
