package io.lifecycle4j.model;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.spi.Engine;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Engines that run networks, for {@code Lifecycle.builder().engine(…)}. */
public final class ModelEngines {
  /** Finds the engine by its class name, so that no other, possibly broken, engine is created. */
  private static final String CORE = "io.lifecycle4j.core.";

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
    return Stream.of(
            ServiceLoader.load(Engine.class, ModelEngines.class.getClassLoader()),
            ServiceLoader.load(Engine.class)) // where applications share the api
        .flatMap(ServiceLoader::stream)
        .filter(provider -> provider.type().getName().startsWith(CORE))
        .map(ServiceLoader.Provider::get)
        .findFirst()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "Engine does not exist: java (add io.lifecycle4j:lifecycle-core to the class"
                        + " path)"));
  }
}
