package io.lifecycle4j.model;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.model.spi.Engine;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Engines that run networks, for {@code Lifecycle.builder().engine(…)}. */
public final class ModelEngines {
  /** By its class, because a broken engine of others must not be created. */
  private static final String CORE = "io.lifecycle4j.core.";

  private ModelEngines() {}

  /**
   * Returns the engine in plain Java, which {@code lifecycle-core} contains.
   *
   * <p>It runs networks of layers that were trained on DJL, needs no native library, and computes a
   * row to the same bits alone or among others. A home uses it by itself for small networks; given
   * to the builder of a home, it runs all networks of layers, whatever their size. Engines that are
   * given after it run the others.
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
