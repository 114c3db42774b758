package io.lifecycle4j.model;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.model.spi.Engine;
import io.lifecycle4j.model.spi.EngineProvider;

/** Engines that run networks, for {@code Lifecycle.builder().engine(…)}. */
public final class ModelEngines {
  private ModelEngines() {}

  /**
   * Returns the engine in plain Java, which {@code lifecycle-core} contains.
   *
   * <p>It runs networks of layers that were trained on DJL, and needs no native library. The
   * outputs for a row are bit-identical alone and in any batch. By default, a home uses it for
   * small networks. If you add it to the builder of a home, it runs all networks of layers,
   * whatever their size; engines that you add after it run all other models.
   *
   * @return the engine
   * @throws NotFoundException if {@code lifecycle-core} is not on the class path
   */
  public static Engine java() {
    return Preconditions.service(EngineProvider.class, "run a network in plain Java").java();
  }
}
